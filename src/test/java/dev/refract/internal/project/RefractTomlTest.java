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
                .hasMessage("Unknown key online.min_row in prisma/refract.toml.\n\nDid you mean online.min_rows in "
                        + "prisma/refract.toml? Known here: min_bytes, min_rows, mode.");
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
                .hasMessageContaining("online.min_rows in refract.toml must be a whole number, and is text.");
        assertThatThrownBy(() -> online.texts("extra_args"))
                .hasMessageContaining("online.extra_args in refract.toml must be a list of texts");
        assertThatThrownBy(() -> online.tables("min_rows")).hasMessageContaining("[[online.min_rows]]");
    }

    @Test
    void whatIsNotTomlIsAnError() {
        assertThatThrownBy(() -> RefractToml.parse("refract.toml", "[online\nmode ="))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("refract.toml is not TOML");
    }

    @Test
    void withoutTheFileThereIsNothingInIt(@TempDir Path folder) throws Exception {
        assertThat(RefractToml.in(folder).values()).isEmpty();
        Files.writeString(folder.resolve("refract.toml"), "a = 1");
        assertThat(RefractToml.in(folder).wholeNumber("a")).contains(1L);
    }
}
