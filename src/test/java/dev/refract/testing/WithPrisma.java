package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the test the real Prisma CLI, which the environment variable PRISMA_CLI names, as a {@link Prisma} parameter.
 * Without one the test is skipped, or fails with {@code -Dtest.servers=all}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Tools.ForPrisma.class)
public @interface WithPrisma {}
