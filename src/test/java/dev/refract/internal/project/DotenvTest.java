package dev.refract.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DotenvTest {

    private static Map<String, String> parse(String text, String... known) {
        return Dotenv.parse(
                new TextFile(Path.of(".env"), text), known.length == 0 ? Map.of() : Map.of(known[0], known[1]));
    }

    @Test
    void values() {
        assertThat(parse("""
                # a comment
                PLAIN=value
                  export EXPORTED = spaced out \s
                EMPTY=
                QUOTED="a b # c"   # a comment
                SINGLE='a\\nb "c"'
                BACK=`it's "all" here`
                ESCAPED="line\\nnext"
                HASH=abc#def
                INSIDE="abc#def"
                EQUALS=a=b==
                URL=postgresql://u:p@h:5432/d?schema=public&x=1
                YAML: works
                not a variable
                DOTTED.NAME-X=1
                PLAIN2 = last
                UNCLOSED="abc
                AFTER=1
                """))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("PLAIN", "value"),
                        Map.entry("EXPORTED", "spaced out"),
                        Map.entry("EMPTY", ""),
                        Map.entry("QUOTED", "a b # c"),
                        Map.entry("SINGLE", "a\\nb \"c\""),
                        Map.entry("BACK", "it's \"all\" here"),
                        Map.entry("ESCAPED", "line\nnext"),
                        Map.entry("HASH", "abc"),
                        Map.entry("INSIDE", "abc#def"),
                        Map.entry("EQUALS", "a=b=="),
                        Map.entry("URL", "postgresql://u:p@h:5432/d?schema=public&x=1"),
                        Map.entry("YAML", "works"),
                        Map.entry("DOTTED.NAME-X", "1"),
                        Map.entry("PLAIN2", "last"),
                        Map.entry("UNCLOSED", "\"abc"),
                        Map.entry("AFTER", "1")));
    }

    @Test
    void quotedValuesSpanLines() {
        assertThat(parse("A=\"one\n# two\nB=three\" # end\nC='x\ny'\n"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("A", "one\n# two\nB=three", "C", "x\ny"));
    }

    @Test
    void lastOfTwoCounts() {
        assertThat(parse("A=1\nA=2")).containsEntry("A", "2");
    }

    @Test
    void references() {
        String file =
                "USER=me\nHOST=\"h\"\nURL=\"postgresql://${USER}:${PASS}@${HOST}/d\"\nOR=${NONE:-x}${NONE-y}\nCHAIN=${URL}!\nESC=a\\${USER}\nGONE=<${NONE}>\nSELF=${SELF}";
        assertThat(parse(file, "PASS", "secret"))
                .contains(
                        Map.entry("URL", "postgresql://me:secret@h/d"),
                        Map.entry("OR", "xy"),
                        Map.entry("CHAIN", "postgresql://me:secret@h/d!"),
                        Map.entry("ESC", "a${USER}"),
                        Map.entry("GONE", "<>"),
                        Map.entry("SELF", ""));
        assertThat(parse(file, "USER", "real")).containsEntry("URL", "postgresql://real:@h/d");
    }

    /** Prisma puts values only in the place of names in braces: a password with a dollar stays as it is. */
    @Test
    void aDollarWithoutBracesIsADollar() {
        String file = "word=x\nURL=\"postgresql://u:pa$word$$1\\$word@h/d\"\nA=pa$word\nB=${A}1";
        assertThat(parse(file, "word", "y"))
                .contains(
                        Map.entry("URL", "postgresql://u:pa$word$$1\\$word@h/d"),
                        Map.entry("A", "pa$word"),
                        Map.entry("B", "pa$word1"));
    }
}
