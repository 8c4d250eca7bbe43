package dev.refract.internal.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the text, it is read, and every part of it has a place inside of the statement. */
class StatementPropertyTest {
    private static final int SCRIPTS = 20_000;

    private static final List<String> BEGINNINGS = List.of(
            "CREATE TABLE t (",
            "ALTER TABLE t ",
            "CREATE UNIQUE INDEX i ON t (",
            "INSERT INTO t ",
            "UPDATE t SET ",
            "DELETE FROM t ",
            "WITH a AS (",
            "DROP ",
            "CREATE ",
            "ALTER ",
            "SELECT ",
            "SET ",
            "GRANT ",
            "COMMENT ON ",
            "EXPLAIN ",
            "CREATE TRIGGER g ",
            "CREATE VIEW v AS ",
            "ALTER TYPE e ",
            "MERGE INTO t ",
            "PRAGMA ",
            "");

    private static final List<String> TOKENS = List.of(
            "a",
            "b",
            "\"Q\"",
            "`q`",
            "[r]",
            "'s'",
            "$$d$$",
            "1",
            "2.5",
            "(",
            ")",
            "(",
            ")",
            ",",
            ".",
            ";",
            "=",
            "*",
            "::",
            ":",
            "@",
            "@@x",
            "[",
            "]",
            "-",
            "--c\n",
            "/*c*/",
            "/*!50000",
            "*/",
            "\\",
            "$1",
            "ADD",
            "DROP",
            "ALTER",
            "COLUMN",
            "TABLE",
            "INDEX",
            "KEY",
            "PRIMARY",
            "UNIQUE",
            "FOREIGN",
            "REFERENCES",
            "CHECK",
            "CONSTRAINT",
            "NOT",
            "NULL",
            "DEFAULT",
            "GENERATED",
            "ALWAYS",
            "AS",
            "IDENTITY",
            "SET",
            "TYPE",
            "USING",
            "RENAME",
            "TO",
            "FROM",
            "WHERE",
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "INTO",
            "VALUES",
            "JOIN",
            "ON",
            "CONFLICT",
            "DUPLICATE",
            "RETURNING",
            "WITH",
            "MATERIALIZED",
            "IF",
            "EXISTS",
            "CASCADE",
            "ONLY",
            "CASE",
            "END",
            "EXTRACT",
            "PARTITION",
            "BY",
            "OF",
            "FOR",
            "ALL",
            "IN",
            "SCHEMA",
            "ENUM",
            "ARRAY",
            "CHARACTER",
            "ENGINE",
            "ALGORITHM",
            "LOCK",
            "MODIFY",
            "CHANGE",
            "AFTER",
            "FIRST",
            "ENABLE",
            "TRIGGER",
            "ROW",
            "EXPLAIN",
            "ANALYZE",
            "PREPARE",
            "BEGIN",
            "RESTART",
            "NO",
            "INHERIT");

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anythingIsReadAndHasItsPlace(Dialect dialect) {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("StatementPropertyTest " + dialect + ": -Dtest.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < SCRIPTS; i++) {
            Script script = Script.parse(dialect, text(random));
            for (SqlStatement statement : script.statements()) {
                Change change = script.change(statement);
                check(change, statement, script);
                assertThat(script.change(statement)).isSameAs(change);
                assertThat(StatementReader.read(script, statement)).isEqualTo(change);
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder(BEGINNINGS.get(random.nextInt(BEGINNINGS.size())));
        for (int i = random.nextInt(25); i > 0; i--) {
            text.append(TOKENS.get(random.nextInt(TOKENS.size()))).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return text.toString();
    }

    private static void check(Object part, SqlStatement statement, Script script) {
        if (part instanceof Span span) {
            assertThat(span.start()).as(script.text()).isBetween(statement.code(), statement.end());
            assertThat(span.end()).as(script.text()).isBetween(span.start(), statement.end());
        } else if (part instanceof List<?> list) {
            list.forEach(item -> check(item, statement, script));
        } else if (part instanceof Optional<?> optional) {
            optional.ifPresent(value -> check(value, statement, script));
        } else if (part instanceof Record) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    check(component.getAccessor().invoke(part), statement, script);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new LinkageError(e.getMessage(), e);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void depthAndLengthCostNoMoreThanTheirTime(Dialect dialect) {
        String deep = "(".repeat(200_000);
        List<String> texts = List.of(
                "SELECT " + deep + "1" + ")".repeat(200_000),
                "CREATE TABLE t (a int DEFAULT " + deep + "1" + ")".repeat(200_000) + ")",
                "ALTER TABLE t ADD CHECK (" + deep + "a" + ")".repeat(200_000) + ")",
                "SELECT " + "extract(year FROM ".repeat(100_000),
                "SELECT * FROM " + "(SELECT * FROM ".repeat(100_000),
                "UPDATE t SET a = " + "CASE WHEN 1 THEN ".repeat(100_000),
                "WITH a AS (".repeat(50_000),
                "EXPLAIN ".repeat(50_000) + "SELECT 1",
                "CREATE INDEX i ON t (" + "(lower(a)), ".repeat(50_000) + "b)",
                "ALTER TABLE t " + "ADD a int, NONSENSE (x), ".repeat(50_000) + "DROP b",
                "INSERT INTO t VALUES " + "(1, 'a'), ".repeat(200_000) + "(2, 'b')");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> texts.forEach(text -> read(dialect, text)));
    }

    private static void read(Dialect dialect, String text) {
        Script script = Script.parse(dialect, text);
        script.statements()
                .forEach(statement -> assertThat(script.change(statement)).isNotNull());
    }

    @Test
    void nothingIsReadBeforeItIsAskedFor() {
        Script script = Script.parse(Dialect.POSTGRESQL, "CREATE TABLE t (a int); DROP TABLE t");
        SqlStatement last = script.statements().get(1);
        assertThat(script.change(last))
                .isInstanceOf(TableChange.DropTable.class)
                .isSameAs(script.change(last));
    }
}
