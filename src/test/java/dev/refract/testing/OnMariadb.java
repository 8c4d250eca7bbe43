package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Runs the test method on a fresh MariaDB database; see {@link OnDatabase}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ResourceLock(OnDatabase.MARIADB_LOCK)
@OnDatabase(Kind.MARIADB)
public @interface OnMariadb {}
