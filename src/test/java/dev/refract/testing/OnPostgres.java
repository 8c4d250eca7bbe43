package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;

/** Runs the test method on a fresh PostgreSQL database; see {@link OnDatabase}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@OnDatabase(Kind.POSTGRES)
public @interface OnPostgres {}
