package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Runs the test method on a fresh MySQL database; see {@link OnDatabase}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ResourceLock(OnDatabase.MYSQL_LOCK)
@OnDatabase(Kind.MYSQL)
public @interface OnMysql {}
