package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link OnPostgres} and its siblings have in common. A method may carry several of them: it runs once for each,
 * with an empty {@link TestDatabase} of its own for each such parameter, which is dropped afterwards. Where a server
 * can't be had, the test is skipped, or fails with {@code -Dtest.servers=all}.
 */
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DatabaseInvocations.class)
@interface OnDatabase {

    /**
     * Two tests on one MySQL server take turns: its named locks are the whole server's, and so is the migration lock.
     */
    String MYSQL_LOCK = "the migration lock of the MySQL server";
    /** As with MySQL. */
    String MARIADB_LOCK = "the migration lock of the MariaDB server";

    /** The kinds of database to run on. */
    Kind[] value();
}
