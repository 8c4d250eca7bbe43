package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.output.Secrets;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** How a finding's statement is shown to a person. */
class LintExcerptTest {

    @Test
    void onATerminalThePartHasTheColourOfTheSeverity() {
        assertThat(shown("ALTER TABLE t DROP COLUMN c;", "DROP COLUMN c", Ansi.ON))
                .isEqualTo("""
                > 5 | ALTER TABLE t \u001B[1m\u001B[31mDROP COLUMN c\u001B[21m\u001B[39m;
                    |               \u001B[1m\u001B[31m^^^^^^^^^^^^^\u001B[21m\u001B[39m
                """);
    }

    @Test
    void aLongLineIsCutAroundThePart() {
        String sql =
                "ALTER TABLE t " + "ADD COLUMN a INT, ".repeat(20) + "DROP COLUMN c" + ", ADD COLUMN b INT".repeat(20);

        List<String> lines = shown(sql, "DROP COLUMN c", Ansi.OFF).lines().toList();

        assertThat(lines.get(0))
                .hasSizeLessThan(130)
                .contains("| …", "DROP COLUMN c")
                .endsWith("…");
        assertThat(lines.get(1).substring(lines.get(1).indexOf('^')))
                .as("the same width")
                .hasSize("DROP COLUMN c".length());
        assertThat(lines.get(1).indexOf('^')).isEqualTo(lines.get(0).indexOf("DROP COLUMN c"));
    }

    @Test
    void aPartOfManyLinesIsShownByItsFirst() {
        String sql = "SELECT 1,\r\n" + "2,\r\n".repeat(100) + "3";

        assertThat(shown(sql, sql, Ansi.OFF)).isEqualTo("""
                >   5 | SELECT 1,
                >   6 | 2,
                >   7 | 2,
                >   8 | 2,
                >   9 | 2,
                >  10 | 2,
                      | …
                """);
    }

    @Test
    void aColourDoesNotCutAPasswordInTwo() {
        Secrets.know("hunter2hunter2", List.of());

        assertThat(shown("CREATE USER u PASSWORD 'hunter2hunter2';", "USER u PASSWORD 'hunter2", Ansi.ON))
                .doesNotContain("hunter2")
                .contains("***");
        assertThat(shown("SELECT '\u001B[2J'", "'\u001B[2J'", Ansi.OFF)).doesNotContain("\u001B");
    }

    private static String shown(String sql, String part, Ansi ansi) {
        int from = sql.indexOf(part);
        LintFinding finding = new LintFinding(
                "lock-index",
                Severity.ERROR,
                "1",
                "1/migration.sql",
                5,
                1,
                5,
                1,
                List.of(),
                "",
                "",
                List.of(),
                sql,
                from,
                from + part.length(),
                Optional.empty(),
                Optional.empty(),
                false);
        StringWriter text = new StringWriter();
        Terminal out = new Terminal(new PrintWriter(text));
        new LintExcerpt(finding, ansi, "red").lines().forEach(out::println);
        out.flush();
        return text.toString();
    }
}
