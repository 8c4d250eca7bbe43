package dev.refract.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A stack trace in an application's log shows what a driver said, but no secret in it. */
class CausesTest {

    @Test
    void aStackTraceHoldsNoPasswordAndCommandsNoTerminal() {
        SQLException cause = new SQLException(
                "invalid value: \"postgresql://app:hunter2@db/x\"\u001B[2J",
                "22P02",
                7,
                new IOException("pwd=hunter2;"));
        cause.addSuppressed(new IllegalStateException("mysql://app:hunter2@db/x"));
        RefractException error = new RefractException(null, "It failed.", "Try again.", cause);
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString())
                .contains(
                        "postgresql://app:***@db/x",
                        "\\u001B[2J",
                        "java.io.IOException: pwd=***",
                        "mysql://app:***@db/x")
                .doesNotContain("hunter2", "\u001B");
        assertThat(error.getCause()).isInstanceOfSatisfying(SQLException.class, copy -> {
            assertThat(copy.getSQLState()).isEqualTo("22P02");
            assertThat(copy.getErrorCode()).isEqualTo(7);
            assertThat(copy.getStackTrace()).isEqualTo(cause.getStackTrace());
        });
    }

    @Test
    void aHarmlessCauseStaysItself() {
        IOException cause = new IOException("no such file", new IllegalStateException("héllo\n\tat"));
        assertThat(Causes.harmless(cause)).isSameAs(cause);
        assertThat(Causes.harmless(null)).isNull();
    }

    @Test
    void causesThatGoInCirclesEnd() {
        IOException one = new IOException("one");
        IOException two = new IOException("two", one);
        one.initCause(two);
        assertThat(Causes.harmless(one)).hasMessageContaining("one");
    }
}
