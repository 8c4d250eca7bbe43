package dev.refract.testing;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What happens to a test whose server or tool is not there. */
public final class Missing {

    private Missing() {}

    /** Skips the running test, or fails it where {@code -Dtest.servers=all} wants everything to be there. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns, so that any type will do
    public static <T> T skip(String what) {
        if ("all".equals(System.getProperty("test.servers"))) {
            return Assertions.fail(what + ", and -Dtest.servers=all allows no test to be skipped");
        }
        return Assumptions.abort(what);
    }

    /** Skips the running test, or fails it, where a program is not on the PATH. */
    public static void unlessOnPath(String program) {
        if (Tools.onPath(program).findAny().isEmpty()) {
            skip(program + " is not on the PATH");
        }
    }
}
