package dev.refract.internal.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.report.RefractException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TOML 1.0 takes, with what it means, and what it refuses: value by value and table by table. */
class TomlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            +1                           | 1
            -0                           | 0
            1_000                        | 1000
            0x1F                         | 31
            0o17                         | 15
            0b101                        | 5
            9223372036854775807          | 9223372036854775807
            1e3                          | 1000.0
            1E+3                         | 1000.0
            -0.0                         | -0.0
            3_141.592_7                  | 3141.5927
            +inf                         | Infinity
            -nan                         | NaN
            true                         | true
            "x" # c                      | x
            'C:\\n'                      | C:\\n
            "\\\\n"                      | \\n
            "\\u00e9\\U0001F600"         | é😀
            '''a'b''c'''                 | a'b''c
            ''''a''''                    | 'a'
            []                           | []
            [1, 2,]                      | [1, 2]
            [1, "a"]                     | [1, a]
            [[1], ["a"]]                 | [[1], [a]]
            1979-05-27                   | 1979-05-27
            1979-05-27T07:32:00Z         | 1979-05-27T07:32Z
            1979-05-27 07:32:00.5-07:00  | 1979-05-27T07:32:00.500-07:00
            07:32:01                     | 07:32:01
            """)
    void takesAndMeans(String value, String meant) {
        assertThat(RefractToml.parse("f", "a = " + value).values().get("a")).hasToString(meant);
        assertThat(RefractToml.parse("f", "\uFEFF[t]\r\n\"a\"=" + value + "\r\n")
                        .table("t")
                        .orElseThrow()
                        .values()
                        .get("a"))
                .hasToString(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "+01",
                "1__0",
                "_1",
                "1_",
                "0xg",
                "0x",
                "+0x1",
                "0X1",
                "1.",
                ".5",
                "1.e3",
                "1e",
                "1_.0",
                "00.1",
                "Inf",
                "True",
                "TRUE",
                "x",
                "\"x\" y",
                "\"x",
                "'x",
                "\"\\q\"",
                "\"\\x41\"",
                "\"\\uD800\"",
                "\"\\",
                "\"a\u0007\"",
                "\"a\u007F\"",
                "'a\u0007'",
                "\"\"\"x",
                "'''x",
                "[1",
                "[,1]",
                "[1 2]",
                "{a=1",
                "{a=1,}",
                "{a=1,a=2}",
                "{\na=1}",
                "{a.b=1,a=2}",
                "1979-13-01",
                "1979-02-30",
                "25:00:00",
                "9223372036854775808",
                "1e400",
                "1 # \u0007",
                "1 2",
                "= 1"
            })
    void refusesTheValue(String value) {
        assertThatThrownBy(() -> RefractToml.parse("f", "\na = " + value + "\n"))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("f is not TOML: line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1\na=2",
                "a=1\n\"a\"=2",
                "a=1\n'a'=2",
                "a=1\na.b=2",
                "a.b=1\na=2",
                "a=1\n[a]",
                "[a]\n[a]",
                "[a]\n[[a]]",
                "[[a]]\n[a]",
                "a=[]\n[[a]]",
                "a={}\na.b=1",
                "a={}\n[a]",
                "[a",
                "[]",
                "[a]]",
                "[[a]",
                "[a.]",
                "[.a]",
                "[a] x",
                "[a]b=1",
                "[ [a] ]",
                "[\n]",
                "a",
                "a.=1",
                ".a=1",
                "a b=1",
                "é=1",
                "=1",
                "a==1",
                "a=1 b=2",
                "\"\"\"a\"\"\"=1",
                "a\n=1",
                "a=\n1",
                "# \u0007",
                "a=1\rb=2",
                "a=1\n\uFEFFb=2",
                "\u00A0a=1"
            })
    void refusesTheTables(String text) {
        assertThatThrownBy(() -> RefractToml.parse("f", text))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("f is not TOML: line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a]\n[a.b]\nx=1",
                "[a.b]\nx=1\n[a]\ny=2",
                "a.b.x=1\na.c=2",
                "[ a . \"b\" ]\nx=1",
                "a={b={x=1}}",
                "a.b={x=1}",
                "[a]\r\nb.x=0b1 # one\r\n"
            })
    void takesTheTables(String text) {
        RefractToml table = RefractToml.parse("f", text).table("a").orElseThrow();
        assertThat(table.table("b").orElseThrow().wholeNumber("x")).contains(1L);
    }
}
