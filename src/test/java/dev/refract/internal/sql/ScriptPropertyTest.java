package dev.refract.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a script holds, its pieces are the script. Each failure names the seed that makes it again. */
class ScriptPropertyTest {
    private static final int SCRIPTS = 2_000;
    private static final String[] SOUP = {
        "'",
        "'",
        "\"",
        "`",
        ";",
        ";",
        "\\",
        "$$",
        "$a$",
        "$1",
        "--",
        "-- ",
        "#",
        "/*",
        "*/",
        "/*!",
        "/*!50003 ",
        "/*M!",
        "[",
        "]",
        "(",
        ")",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\uFEFF",
        "\0",
        "é",
        "\uD83D\uDE00",
        "\uD83D",
        "E'",
        "U&'",
        "U&\"",
        "N'",
        "x'",
        "@",
        ":",
        ".",
        "=",
        "1",
        "0x",
        "1e",
        "a",
        "BEGIN",
        "END",
        "CASE",
        "IF",
        "THEN",
        "ELSE",
        "LOOP",
        "REPEAT",
        "UNTIL",
        "WHILE",
        "DO",
        "FOR",
        "ATOMIC",
        "NOT",
        "CREATE ",
        "OR REPLACE ",
        "PROCEDURE ",
        "FUNCTION ",
        "TRIGGER ",
        "EVENT ",
        "PACKAGE BODY ",
        "EACH ROW ",
        "DEFINER=",
        "AS ",
        "DECLARE ",
        "HANDLER ",
        "COPY t FROM STDIN",
        "\\.",
        "DELIMITER ",
        "SET sql_mode=",
        "SET standard_conforming_strings=",
        "off",
        "ALTER TABLE ",
        "ALTER TYPE t ADD VALUE ",
        "INDEX ",
        "CONCURRENTLY ",
        "ON ",
        "REINDEX ",
        "CREATE SUBSCRIPTION ",
        "WITH ",
        "PRAGMA "
    };

    @ParameterizedTest
    @EnumSource
    @DisplayName("generated statements come back one by one, as they were written")
    void generated(Dialect dialect) {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            Fragments fragments = new Fragments(dialect, new Random(seed));
            List<String> statements = new ArrayList<>();
            String text = fragments.script(statements);
            Script script = Script.parse(dialect, text);
            assertThat(script.statements().stream().map(script::sql))
                    .as("seed %d of %s:%n%s", seed, dialect, text)
                    .containsExactlyElementsOf(statements);
            assertWhole(script, text, seed);
            assertThat(script.unterminated()).as("seed %d of %s", seed, dialect).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("any text at all is cut without an error, and nothing of it is lost")
    void soup(Dialect dialect) {
        for (long seed = 0; seed < SCRIPTS; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(60), 0, SOUP.length).forEach(i -> text.append(SOUP[i]));
            Script script = Script.parse(dialect, text.toString());
            assertWhole(script, text.toString(), seed);
            script.usesNewEnumValue();
        }
    }

    private static void assertWhole(Script script, String text, long seed) {
        String failure = "seed " + seed + " of " + script.dialect() + ":\n" + text;
        assertThat(String.join("", script.pieces())).as(failure).isEqualTo(text);
        assertThat(script.pieces())
                .as(failure)
                .hasSize(Math.max(1, script.statements().size()));
        // start, code and end never go back, and numbers count from 1
        List<SqlStatement> statements = script.statements();
        long[] offsets = statements.stream()
                .flatMapToLong(s -> LongStream.of(s.start(), s.code(), s.end()))
                .toArray();
        assertThat(offsets).as(failure).isSorted();
        assertThat(statements.stream().map(SqlStatement::number))
                .as(failure)
                .containsExactlyElementsOf(
                        Stream.iterate(1, i -> i + 1).limit(statements.size()).toList());
        assertThat(statements).as(failure).allSatisfy(s -> assertThat(s.code()).isLessThan(s.end()));
    }

    /** Makes scripts of a dialect with all that makes them hard to cut, and knows their statements. */
    private static final class Fragments {
        private static final String[] NASTY = {
            ";",
            "'",
            "\"",
            "`",
            "\\",
            "$$",
            "$a$",
            "/*",
            "*/",
            "--",
            "-- ",
            "#",
            "?",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "\n",
            "\r\n",
            "\t",
            " ",
            "é",
            "\uD83D\uDE00",
            "BEGIN ",
            " END",
            " END;",
            "CASE ",
            "a",
            "1",
            "@",
            ":x",
            "%s"
        };
        private final Dialect dialect;
        private final Random random;

        Fragments(Dialect dialect, Random random) {
            this.dialect = dialect;
            this.random = random;
        }

        String script(List<String> statements) {
            StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                String statement = statement();
                boolean last = i == count - 1 && random.nextBoolean();
                text.append(noise()).append(statement).append(last ? "" : ";");
                statements.add(statement + (last ? "" : ";"));
            }
            return text.append(noise()).toString();
        }

        /** What is no statement. */
        private String noise() {
            return pick(6) == 0 ? "" : blank() + (pick(4) == 0 ? noise() : "");
        }

        private String blank() {
            return switch (pick(5)) {
                case 0 -> " ";
                case 1 -> "\r\n";
                case 2 -> "-- " + nasty("\n", "\r") + "\n";
                case 3 -> dialect == Dialect.MYSQL ? "#" + nasty("\n") + "\n" : "\t";
                default -> comment();
            };
        }

        private String comment() {
            String text = nasty("*/", "/*", "!", "+", "M");
            // a star or slash at the edge would join the mark
            return dialect == Dialect.POSTGRESQL && pick(2) == 0
                    ? "/* " + text + " /* " + text + " */ ' */"
                    : "/* " + text + " */";
        }

        private String statement() {
            return switch (pick(dialect == Dialect.MYSQL ? 7 : 6)) {
                case 0, 1, 2 -> query();
                case 3 -> "INSERT INTO t (a) VALUES (" + values() + ")";
                case 4, 5 -> compound();
                default -> "/*!40101 " + query() + " */";
            };
        }

        private String query() {
            return "SELECT" + space() + values() + (pick(3) == 0 ? space() + "FROM t" : "");
        }

        private String values() {
            StringBuilder values = new StringBuilder(value());
            for (int i = pick(3); i > 0; i--) {
                values.append(",").append(space()).append(value());
            }
            return values.toString();
        }

        private String space() {
            return pick(3) == 0 ? " " + blank() + " " : " ";
        }

        private String value() {
            if (pick(6) == 0) {
                return "CASE WHEN " + value() + " THEN " + value() + " ELSE " + value() + " END";
            }
            return switch (dialect) {
                case POSTGRESQL -> postgresValue();
                case MYSQL -> mysqlValue();
                case SQLITE -> sqliteValue();
            };
        }

        private String postgresValue() {
            return switch (pick(8)) {
                case 0 -> "E'" + nasty().replace("\\", "\\\\").replace("'", pick(2) == 0 ? "\\'" : "''") + "'";
                case 1 -> "U&'" + nasty().replace("'", "''") + "'";
                case 2 -> dollarQuoted();
                case 3 -> quoted('"');
                case 4 -> "$1";
                case 5 -> "a$b";
                case 6 -> "E'a'\n -- it's\n '" + nasty().replace("\\", "\\\\").replace("'", "\\'") + "'";
                default -> quoted('\'');
            };
        }

        private String dollarQuoted() {
            String text = nasty();
            for (String tag : List.of("$$", "$a$", "$é_1$", "$b$")) {
                if (!(text + tag.charAt(0)).contains(tag) && !text.endsWith("$")) {
                    return tag + text + tag;
                }
            }
            return "$unlikely$" + text + "$unlikely$";
        }

        private String mysqlValue() {
            return switch (pick(6)) {
                case 0 -> quoted('`');
                case 1 -> "\"" + nasty().replace("\\", "\\\\").replace("\"", pick(2) == 0 ? "\\\"" : "\"\"") + "\"";
                case 2 -> "1--1";
                case 3 -> "IF(1, REPEAT('x', 2), 3)";
                case 4 -> "@`" + nasty("`") + "`";
                default -> "'" + nasty().replace("\\", "\\\\").replace("'", pick(2) == 0 ? "\\'" : "''") + "'";
            };
        }

        private String sqliteValue() {
            return switch (pick(5)) {
                case 0 -> quoted('`');
                case 1 -> quoted('"');
                case 2 -> "[" + nasty("]") + "]";
                default -> quoted('\'');
            };
        }

        private String quoted(char quote) {
            String q = String.valueOf(quote);
            return q + nasty().replace(q, q + q) + q;
        }

        private String compound() {
            return switch (dialect) {
                case POSTGRESQL ->
                    pick(2) == 0
                            ? "CREATE RULE r AS ON INSERT TO t DO ALSO (" + query() + "; " + query() + ")"
                            : "CREATE " + (pick(2) == 0 ? "OR REPLACE " : "") + "FUNCTION f() RETURNS int BEGIN ATOMIC"
                                    + space() + query() + ";" + space() + query() + "; END";
                case MYSQL -> mysqlCompound();
                case SQLITE ->
                    "CREATE " + (pick(2) == 0 ? "TEMP " : "") + "TRIGGER t AFTER INSERT ON x BEGIN" + space() + query()
                            + ";" + space() + "DELETE FROM t WHERE a = " + value() + ";" + space() + "END";
            };
        }

        private String mysqlCompound() {
            return switch (pick(4)) {
                case 0 -> "CREATE DEFINER=`r;`@`%` PROCEDURE p(IN begin INT)" + space() + block(0);
                case 1 -> "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW" + space() + nested(0);
                case 2 -> "CREATE FUNCTION f() RETURNS INT DETERMINISTIC" + space() + "RETURN " + value();
                default ->
                    "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 EVENT e ON SCHEDULE EVERY 1 DAY DO "
                            + block(0) + " */";
            };
        }

        private String block(int depth) {
            StringBuilder block = new StringBuilder("BEGIN").append(space());
            for (int i = pick(3); i > 0; i--) {
                block.append(nested(depth + 1)).append(";").append(space());
            }
            return block.append("END").toString();
        }

        private String nested(int depth) {
            String body = depth > 3 ? "SET @a = " + value() : null;
            return body != null
                    ? body
                    : switch (pick(depth == 0 ? 6 : 10)) {
                        case 0 ->
                            "IF " + value() + " THEN " + nested(depth + 1) + "; ELSEIF (" + value() + ") THEN "
                                    + nested(depth + 1) + "; ELSE " + nested(depth + 1) + "; END IF";
                        case 1 ->
                            "CASE " + value() + " WHEN " + value() + " THEN " + nested(depth + 1) + "; ELSE "
                                    + nested(depth + 1) + "; END CASE";
                        case 2 -> "l: LOOP " + nested(depth + 1) + "; LEAVE l; END LOOP l";
                        case 3 -> "WHILE " + value() + " DO " + nested(depth + 1) + "; END WHILE";
                        case 4 -> "REPEAT " + nested(depth + 1) + "; UNTIL " + value() + " END REPEAT";
                        case 5 -> block(depth + 1);
                        case 6 ->
                            "DECLARE EXIT HANDLER FOR SQLEXCEPTION, NOT FOUND "
                                    + (pick(2) == 0
                                            ? block(depth + 1)
                                            : "IF " + value() + " THEN " + nested(depth + 1) + "; END IF");
                        case 7 -> "UPDATE t SET end = t.begin, begin = " + value();
                        default -> query();
                    };
        }

        private String nasty(String... without) {
            StringBuilder text = new StringBuilder();
            for (int i = pick(8); i > 0; i--) {
                text.append(NASTY[pick(NASTY.length)]);
            }
            String result = text.toString();
            for (String no : without) {
                result = result.replace(no, "");
            }
            return without.length > 1 ? result.replace("*", "").replace("/", "") : result;
        }

        private int pick(int bound) {
            return random.nextInt(bound);
        }
    }
}
