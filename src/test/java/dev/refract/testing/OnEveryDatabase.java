package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Runs the test method four times, on a fresh database of each kind; see {@link OnDatabase}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ResourceLock(OnDatabase.MYSQL_LOCK)
@ResourceLock(OnDatabase.MARIADB_LOCK)
@OnDatabase({Kind.POSTGRES, Kind.MYSQL, Kind.MARIADB, Kind.SQLITE})
public @interface OnEveryDatabase {}
