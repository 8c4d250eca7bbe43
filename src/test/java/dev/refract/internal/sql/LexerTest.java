package dev.refract.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tokens of a text are and hold. */
class LexerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POSTGRESQL|a \"b\" 'c' 1.5e3 $1 +|WORD QUOTED STRING NUMBER PARAMETER SYMBOL",
                "POSTGRESQL|é$1 _a $$x$$ E'\\'' U&'a' U&\"b\"|WORD WORD STRING STRING STRING QUOTED",
                "POSTGRESQL|`a`|SYMBOL WORD SYMBOL",
                "POSTGRESQL|1$$a$$|NUMBER STRING",
                "POSTGRESQL|a$$b$$|WORD",
                "MYSQL|`b` \"c\" 'd' 2fa 0x1F 1e5 @x|QUOTED STRING STRING WORD NUMBER NUMBER SYMBOL WORD",
                "MYSQL|/*!50000 a */ b /*+ c */ d # e|WORD WORD WORD",
                "MYSQL|AS $$ a; $$|WORD STRING",
                "MYSQL|AS $$|WORD WORD",
                "SQLITE|[a] `b` \"c\" 'd' $x ?|QUOTED QUOTED QUOTED STRING PARAMETER SYMBOL"
            })
    void kinds(Dialect dialect, String text, String kinds) {
        Lexer lexer = new Lexer(dialect, text);
        List<String> found = new ArrayList<>();
        while (lexer.next()) {
            found.add(lexer.token().kind().name());
        }
        assertThat(String.join(" ", found)).isEqualTo(kinds);
        assertThat(lexer.kind()).isEqualTo(Token.Kind.END);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POSTGRESQL|Foo|foo",
                "POSTGRESQL|\"Fo\"\"o\"|Fo\"o",
                "POSTGRESQL|'a''b\\'|a'b\\",
                "POSTGRESQL|E'a\\'b\\\\'|a'b\\",
                "POSTGRESQL|$x$a$$b$x$|a$$b",
                "MYSQL|Foo|Foo",
                "MYSQL|`a``b\\`|a`b\\",
                "MYSQL|'a\\'b'|a'b",
                "MYSQL|\"a\"\"b\"|a\"b",
                "SQLITE|[a b]|a b",
                "SQLITE|'a''b'|a'b"
            })
    void names(Dialect dialect, String text, String name) {
        Lexer lexer = new Lexer(dialect, text);
        lexer.next();
        assertThat(lexer.name()).isEqualTo(name);
        assertThat(lexer.end()).isEqualTo(text.length());
    }

    @Test
    @DisplayName("over a part of a text, offsets are those of the whole")
    void range() {
        String text = "SELECT 'a'; ALTER TABLE t ADD b INT; SELECT 'c'";
        Lexer lexer = new Lexer(Dialect.MYSQL, text, text.indexOf("ALTER"), text.indexOf(" ADD"));
        assertThat(lexer.next()).isTrue();
        assertThat(lexer.skip("ALTER", "TABLE")).isTrue();
        assertThat(lexer.token()).isEqualTo(new Token(Token.Kind.WORD, text.indexOf("t ADD"), text.indexOf(" ADD")));
        assertThat(lexer.next()).isFalse();
    }
}
