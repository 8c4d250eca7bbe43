package dev.refract.internal.schema.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.Loss;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossesTest {

    private static Loss loss(String table, String column, String text, int line) {
        return new Loss(
                Optional.of(table).filter(name -> !name.isEmpty()),
                Optional.of(column).filter(name -> !name.isEmpty()),
                text,
                line);
    }

    @Test
    void whatIsWrittenIsRead() {
        String text = new ScriptBuilder()
                .note("A note.")
                .loses("\"Us\"\"er\"", "the table with all its rows.")
                .loses("shop.t", "\"a.b, column c\"", "a word ".repeat(30).strip() + ".")
                .sql("DROP TABLE x")
                .loses("what nobody knows.")
                .fails("a row has NULL.")
                .sql("SELECT 1")
                .text();

        assertThat(Losses.in(Dialect.POSTGRESQL, text))
                .containsExactly(
                        loss("Us\"er", "", "the table with all its rows.", 2),
                        loss("shop.t", "a.b, column c", "a word ".repeat(30).strip() + ".", 3),
                        loss("", "", "what nobody knows.", 8));
        assertThat(text).contains("\n-- Fails where: a row has NULL.\n");
        assertThat(text.lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void aPersonMayWriteThemByHand() {
        assertThat(Losses.in(Dialect.MYSQL, """
                  -- loses: `a``b`: all
                -- LOSES:   nothing much
                --   but this
                -- and this is another comment
                DROP TABLE a;
                -- Loses: t: at the end"""))
                .containsExactly(
                        loss("a`b", "", "all", 1),
                        loss("", "", "nothing much but this", 2),
                        loss("t", "", "at the end", 6));
    }

    @Test
    void whatStandsInATextOrABodyIsNoComment() {
        assertThat(Losses.in(Dialect.POSTGRESQL, """
                INSERT INTO t VALUES ('
                -- Loses: t: no
                ');
                DO $$ BEGIN
                -- Loses: t: no
                END $$;""")).isEqualTo(List.of());
    }

    @Test
    void everyLineEndIsOne() {
        assertThat(Losses.in(Dialect.SQLITE, "-- x\r\n-- Loses: t, column c: a\r\n--   b\r\nDROP TABLE t;\r\n"))
                .containsExactly(loss("t", "c", "a b", 2));
    }
}
