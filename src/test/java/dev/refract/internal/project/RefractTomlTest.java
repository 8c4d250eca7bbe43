package dev.refract.internal.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.report.RefractException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefractTomlTest {

    @Test
    void readsEachTypeOfValue() {
        RefractToml toml = RefractToml.parse(
                "refract.toml",
                "text = \"a\"\nflag = true\nwhole = 1000\nnumber = 0.5\nlist = [\"a\", \"b\"]\n[table]\nx = "
                        + "1\n\"quoted.key\" = \"z\"\n[[many]]\nname = \"m1\"\n[[many]]\nname = \"m2\"\n");
        assertThat(toml.text("text")).contains("a");
        assertThat(toml.flag("flag")).contains(true);
        assertThat(toml.wholeNumber("whole")).contains(1000L);
        assertThat(toml.number("whole")).contains(1000.0);
        assertThat(toml.number("number")).contains(0.5);
        assertThat(toml.texts("list")).contains(List.of("a", "b"));
        assertThat(toml.pairs("table")).contains(Map.of("x", "1", "quoted.key", "z"));
        assertThat(toml.tables("many"))
                .extracting(table -> table.text("name").orElseThrow())
                .containsExactly("m1", "m2");
        assertThat(toml.text("missing")).isEmpty();
    }

    @Test
    void namesTheNearestKnownKey() {
        RefractToml online = RefractToml.parse("prisma/refract.toml", "[online]\nmin_row = 5\n")
                .table("online")
                .orElseThrow();
        assertThatThrownBy(() -> online.allowOnly(List.of("mode", "min_rows", "min_bytes")))
                .isInstanceOf(RefractException.class)
                .hasMessage(
                        "Unknown key online.min_row in prisma/refract.toml line 2.\n\nDid you mean online.min_rows? "
                                + "Known here: min_bytes, min_rows, mode.");
    }

    @Test
    void guessesNothingForAKeyThatIsLikeNone() {
        RefractToml file = RefractToml.parse("refract.toml", "xyzzy = 1");
        assertThatThrownBy(() -> file.allowOnly(List.of("online", "hooks")))
                .hasMessageContaining("Remove it. Known here: hooks, online.");
    }

    @Test
    void aValueOfAnotherTypeIsAnErrorThatNamesTheKey() {
        RefractToml online = RefractToml.parse("refract.toml", "[online]\nmin_rows = \"many\"\nextra_args = [1]\n")
                .table("online")
                .orElseThrow();
        assertThatThrownBy(() -> online.wholeNumber("min_rows"))
                .hasMessageContaining("online.min_rows in refract.toml line 2 must be a whole number, and is text.");
        assertThatThrownBy(() -> online.texts("extra_args"))
                .hasMessageContaining("online.extra_args in refract.toml line 3 must be a list of texts");
        assertThatThrownBy(() -> online.tables("min_rows")).hasMessageContaining("[[online.min_rows]]");
    }

    @Test
    void whatIsNotTomlIsAnError() {
        assertThatThrownBy(() -> RefractToml.parse("refract.toml", "[online\nmode ="))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("refract.toml is not TOML");
    }

    /** Each was misread, or taken, by the parser that there was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "before_deploy =",
                "before_deploy = 'x' token-1234",
                "before_deploy = token-1234",
                "before_deploy = \"token-1234\\q\"",
                "before_deploy = \"token-1234",
                "before_deploy = 1 other = 2",
                "before_deploy = [1 2]",
                "before_deploy = [,]",
                "before_deploy = 01",
                "before_deploy = 9223372036854775808",
                "before_deploy = 2024-02-30",
                "before_deploy = 'a'\nbefore_deploy = 'b'",
                "before_deploy = { a = 1, }",
                "before_deploy = True",
                "before_deploy = \"\\uD800\""
            })
    void whatIsNotToml1IsAnErrorWithItsPlaceAndWithoutTheValue(String text) {
        assertThatThrownBy(() -> RefractToml.parse("prisma/refract.toml", "# first\n" + text + "\n"))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("prisma/refract.toml is not TOML: line ")
                .hasMessageContaining("before_deploy")
                .message()
                .containsPattern("line [23]")
                .doesNotContain("token-1234");
    }

    @Test
    void readsToml1() {
        RefractToml toml = RefractToml.parse("refract.toml", """
                a = "printf 'x\\\\ny'"
                "quoted.key" = 0xDEAD_beef
                dotted . key = 'C:\\dir'
                more = \"""
                one \\
                  two""\"""
                list = [1, "x", [2.5],]
                infinite = -inf
                inline = { b = 1, c.d = 2 }
                1.2 = 2024-02-29T10:00:00Z
                [table]
                [table.inner]
                x = 1
                """);
        assertThat(toml.text("a")).contains("printf 'x\\ny'");
        assertThat(toml.wholeNumber("quoted.key")).contains(0xDEAD_beefL);
        assertThat(toml.table("dotted").orElseThrow().text("key")).contains("C:\\dir");
        assertThat(toml.text("more")).contains("one two\"\"");
        assertThat(toml.number("infinite")).contains(Double.NEGATIVE_INFINITY);
        assertThat(toml.table("inline").orElseThrow().table("c").orElseThrow().wholeNumber("d"))
                .contains(2L);
        assertThat(toml.table("table")
                        .orElseThrow()
                        .table("inner")
                        .orElseThrow()
                        .path())
                .isEqualTo("table.inner");
        assertThatThrownBy(() -> toml.text("list")).hasMessageContaining("list in refract.toml line 7 must be text");
        assertThat(RefractToml.parse("refract.toml", "\uFEFFa = 1\r\nb = 2\r\n").wholeNumber("b"))
                .contains(2L);
        assertThat(RefractToml.parse("refract.toml", "[a]").table("a")).isPresent();
    }

    @Test
    void depthLengthAndTimeHaveLimits() {
        assertThatThrownBy(() -> RefractToml.parse("refract.toml", "# [[\na = '[{'\nb = " + "[".repeat(20_000)))
                .hasMessageContaining("refract.toml is not TOML: line 3: brackets are nested more than 100 deep");
        assertThatThrownBy(() -> RefractToml.parse("refract.toml", "a = '" + "x".repeat(5_000_000) + "'"))
                .hasMessageContaining("larger than 1000000 characters");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            many.append("[[t]]\nname='").append(i).append("'\n");
        }
        long start = System.nanoTime();
        assertThat(RefractToml.parse("refract.toml", many.toString()).tables("t"))
                .hasSize(40_000);
        assertThat(System.nanoTime() - start).isLessThan(25_000_000_000L);
    }

    @Test
    void numbersHaveTheirRange() {
        for (String number : List.of("-1", "1000000", "9223372036854775807")) {
            RefractToml file = RefractToml.parse("refract.toml", "[deploy]\nlock_retries = " + number);
            assertThatThrownBy(() -> DeploySettings.read(file, Map.of()))
                    .hasMessageContaining("deploy.lock_retries in refract.toml line 2 must be a whole number from 0 to")
                    .message()
                    .doesNotContain(number);
        }
    }

    @Test
    void aPipeIsRefused(@TempDir Path folder) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("refract.toml").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> RefractToml.in(folder)).hasMessageContaining("it is not a file");
    }

    @Test
    void withoutTheFileThereIsNothingInIt(@TempDir Path folder) throws Exception {
        assertThat(RefractToml.in(folder).values()).isEmpty();
        Files.writeString(folder.resolve("refract.toml"), "a = 1");
        assertThat(RefractToml.in(folder).wholeNumber("a")).contains(1L);
    }
}
