package dev.refract.internal.sql;

import static dev.refract.internal.sql.Dialect.MYSQL;
import static dev.refract.internal.sql.Dialect.POSTGRESQL;
import static dev.refract.internal.sql.Dialect.SQLITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a script is cut: what each text is as a list of statements. */
class ScriptTest {
    private static List<String> cut(Dialect dialect, String text) {
        Script script = Script.parse(dialect, text);
        assertThat(String.join("", script.pieces())).isEqualTo(text);
        return script.statements().stream().map(script::sql).toList();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("space, comments and lone semicolons are nothing to run")
    void nothingToRun(Dialect dialect) {
        for (String text :
                List.of("", " \n\t", "-- a; b\n", "/* a; b */", ";;", "\uFEFF", "\uFEFF-- x\r\n;", "-- end")) {
            Script script = Script.parse(dialect, text);
            assertThat(script.hasStatements()).as(text).isFalse();
            assertThat(script.pieces()).containsExactly(text);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a piece begins behind the last statement; what follows the last one is its own")
    void pieces(Dialect dialect) {
        Script script = Script.parse(dialect, "\uFEFF-- one\nSELECT 1;;\n-- two\nSELECT 2 ;\r\n-- rest\n;");
        assertThat(script.pieces()).containsExactly("\uFEFF-- one\nSELECT 1;", ";\n-- two\nSELECT 2 ;\r\n-- rest\n;");
        assertThat(script.statements()).extracting(script::sql).containsExactly("SELECT 1;", "SELECT 2 ;");
        assertThat(script.statements()).extracting(SqlStatement::number).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b', 'it''s; ok'",
                "SELECT \"a;\"\"b\"",
                "SELECT 1 -- ; '\n + 1",
                "SELECT 1 /* ; ' */",
                "SELECT $$a;'b$$",
                "SELECT $x$ $$;$y$; $x$",
                "SELECT E'a\\';b'",
                "SELECT e'\\\\', ';'",
                "SELECT '\\'",
                "SELECT U&'\\'",
                "SELECT U&\"d;\\0061\"",
                "SELECT E'a'\n -- c\n '\\';'",
                "SELECT 1 /* /* ; */ ; */",
                "SELECT a$b$c, ';$b$'",
                "SELECT $1, $2",
                "SELECT $é$;$é$",
                "SELECT x'1F', B'01', N'a;'",
                "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT "
                        + "2 AS end; END",
                "create or replace procedure p() begin atomic select 1; select case 1 when 1 then 2 end; end",
                "SELECT a ? 'b', a ?| array['c'], '{d}' {fn}",
                "SELECT 1 - -1",
                "SELECT 'a' -- ;\r, ';'"
            })
    void postgres(String statement) {
        assertThat(cut(POSTGRESQL, statement + ";")).containsExactly(statement + ";");
        assertThat(cut(POSTGRESQL, statement + ";SELECT 2")).containsExactly(statement + ";", "SELECT 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a\\';b', \"c\\\";d\", 'e'';f'",
                "SELECT `a;``b`",
                "SELECT 1 # ; '\n",
                "SELECT 1 -- ; '\n",
                "SELECT 1--1",
                "/*!40101 SET NAMES utf8 */",
                "/*!50001 CREATE VIEW v AS SELECT ';' */",
                "SELECT /*+ NO_INDEX(t) */ 1",
                "SELECT 1 /* not /* nested; */",
                "CREATE TABLE t (a int) /*!50100 PARTITION BY HASH (a) */",
                "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
                "CREATE DEFINER=`root`@`%` PROCEDURE p(IN a INT) main: BEGIN IF a THEN LEAVE main; END IF; END main",
                "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = 1",
                "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW FOLLOWS u IF NEW.a THEN SET NEW.a = 1; ELSE SET "
                        + "NEW.a = 2; END IF",
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END",
                "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN IF(a, REPEAT('x', 2), CASE a WHEN 1 THEN "
                        + "2 END)",
                "CREATE FUNCTION f(a INT) RETURNS INT BEGIN RETURN CASE WHEN a THEN IF(a, 1, 2) ELSE 3 END; END",
                "CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE; END",
                "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION, NOT FOUND BEGIN ROLLBACK; END; "
                        + "START TRANSACTION; COMMIT; END",
                "CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND SET d = IF(1, 2, 3); SELECT 1; END",
                "CREATE PROCEDURE p() BEGIN l: LOOP SET i = i + 1; IF i > 3 THEN LEAVE l; END IF; END LOOP l; END",
                "CREATE PROCEDURE p() REPEAT SET i = i + 1; UNTIL i > 3 END REPEAT",
                "CREATE PROCEDURE p() WHILE i < 3 DO SET i = i + 1; END WHILE",
                "CREATE PROCEDURE p() BEGIN SELECT t.end, begin FROM t; UPDATE t SET end = begin; END",
                "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW "
                        + "BEGIN SET @a = 1; END */",
                "BEGIN NOT ATOMIC SELECT 1; FOR i IN 1..3 DO SELECT i; END FOR; END",
                "XA BEGIN 'x'",
                "CREATE PROCEDURE IF NOT EXISTS p() BEGIN DROP TABLE IF EXISTS t; END"
            })
    void mysql(String statement) {
        assertThat(cut(MYSQL, statement + ";")).containsExactly(statement + ";");
        assertThat(cut(MYSQL, statement + ";SELECT 2")).containsExactly(statement + ";", "SELECT 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b', 'it''s; \\'",
                "SELECT \"a;b\", [c;d], `e;f`",
                "SELECT 1 -- ; '\n",
                "SELECT 1 /* /* ; */",
                "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = CASE WHEN 1 THEN 2 END; SELECT 1; END",
                "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER INSERT ON x BEGIN SELECT 1; END",
                "PRAGMA foreign_keys=OFF"
            })
    void sqlite(String statement) {
        assertThat(cut(SQLITE, statement + ";")).containsExactly(statement + ";");
        assertThat(cut(SQLITE, statement + ";SELECT 2")).containsExactly(statement + ";", "SELECT 2");
    }

    @Test
    @DisplayName("SQLite runs a comment that is not closed to the end")
    void openCommentInSqlite() {
        assertThat(cut(SQLITE, "SELECT 1; /* rest")).containsExactly("SELECT 1;");
        assertThat(Script.parse(SQLITE, "SELECT 1; /* rest").unterminated()).isEmpty();
        assertThat(Script.parse(POSTGRESQL, "SELECT 1; /* rest").unterminated())
                .contains(new Unterminated(10, "comment"));
    }
}
