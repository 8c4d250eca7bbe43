package dev.refract.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import org.junit.jupiter.api.Test;

class RefractFailureAnalyzerTest {

    private static String action(String next) {
        return new RefractFailureAnalyzer()
                .analyze(new IllegalStateException(new RefractException(Code.P1002, "It is locked.", next)))
                .getAction();
    }

    @Test
    void optionsAreProperties() {
        assertThat(action("Wait longer with --lock-wait SECONDS, or try again with --lock-retries."))
                .isEqualTo("Wait longer with refract.lock-wait=SECONDS, or try again with refract.lock-retries.");
        assertThat(action("Take it out: pg_dump --url x")).isEqualTo("Take it out: pg_dump --url x");
    }

    @Test
    void commandsNeedToBeToldMore() {
        assertThat(action("Then:\n    refract migrate resolve --applied 1_a"))
                .startsWith("Then:\n    refract migrate resolve --applied 1_a\n")
                .contains("java -jar refract.jar", "--url and --migrations");
    }
}
