package dev.refract.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the test pt-online-schema-change as a {@link PtOsc} parameter. Where there is none the test is skipped, or
 * fails with {@code -Dtest.servers=all}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Tools.ForPtOsc.class)
public @interface WithPtOsc {}
