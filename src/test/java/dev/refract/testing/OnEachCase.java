package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the test method once for each case, a file: a test that is named by it, with the file as a
 * {@link java.nio.file.Path} and an empty {@link TestDatabase} of its own. A file whose name ends in a server's, such
 * as {@code sequence.mariadb.sql}, is a case for that server only. {@code -Dcase=NAME} runs the cases whose names begin
 * so, and no other. The migration lock, which tests on a MySQL server take turns at, is not for such a test to take.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(CaseInvocations.class)
public @interface OnEachCase {

    /** The database to run on. */
    Kind on();

    /** The folder of the cases, among the test resources. */
    String in();
}
