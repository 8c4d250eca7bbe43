package dev.refract.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlsTest {

    @Test
    void whatCommandsATerminalIsShown() {
        assertThat(Controls.escaped("a\u001B[2Jb\u001B]0;title\u0007c\u009B31m\rd\u0000"))
                .isEqualTo("a\\u001B[2Jb\\u001B]0;title\\u0007c\\u009B31m\\rd\\u0000");
        assertThat(Controls.escaped("\u202Eevil\u2066\u200F\uFEFF\u2028\uDB40\uDC41"))
                .isEqualTo("\\u202Eevil\\u2066\\u200F\\uFEFF\\u2028\\uDB40\\uDC41");
        assertThat(Controls.escaped("half \uD83D")).isEqualTo("half \\uD83D");
    }

    @Test
    void textStays() {
        String text = "Größe\t日本語 👩\u200D🔧 می\u200Cخواهم\nnext line";
        assertThat(Controls.escaped(text)).isSameAs(text);
        assertThat(Controls.escaped("one\r\ntwo")).isEqualTo("one\ntwo");
    }

    @Test
    void aNameCanNotEndItsLine() {
        assertThat(Controls.escapedLine("a\nAll is well\r\n")).isEqualTo("a\\nAll is well\\r\\n");
    }
}
