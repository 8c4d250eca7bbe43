package dev.refract.internal.sql;

import static dev.refract.internal.sql.Dialect.MYSQL;
import static dev.refract.internal.sql.Dialect.POSTGRESQL;
import static dev.refract.internal.sql.Dialect.SQLITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.SqlStatement.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a statement is taken for. */
class StatementKindTest {
    private static SqlStatement only(Dialect dialect, String text) {
        Script script = Script.parse(dialect, text);
        assertThat(script.statements()).as(text).hasSize(1);
        return script.statements().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX CONCURRENTLY i ON t (a)",
                "create unique index concurrently if not exists i on t (a)",
                "CREATE /* x */ INDEX -- y\n CONCURRENTLY ON t (a)",
                "DROP INDEX CONCURRENTLY i",
                "DROP INDEX CONCURRENTLY IF EXISTS i CASCADE",
                "REINDEX TABLE CONCURRENTLY t",
                "REINDEX (VERBOSE) INDEX CONCURRENTLY i",
                "REINDEX (CONCURRENTLY) TABLE t",
                "REINDEX (CONCURRENTLY ON, VERBOSE) TABLE t",
                "REINDEX (VERBOSE, CONCURRENTLY 'true') TABLE t",
                "REINDEX SCHEMA s",
                "REINDEX SYSTEM",
                "REINDEX (VERBOSE) DATABASE d",
                "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE IF EXISTS ONLY \"s\".t DETACH PARTITION s.p CONCURRENTLY",
                "VACUUM",
                "VACUUM (FULL) t",
                "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                "WITH a AS (SELECT 1) SELECT * FROM a, pg_catalog.pg_copy_logical_replication_slot('s', 't')",
                "DO $$ BEGIN PERFORM pg_create_logical_replication_slot('s', 'pgoutput'); END $$",
                "vacuum analyze t",
                "CLUSTER",
                "CLUSTER VERBOSE",
                "CLUSTER (VERBOSE)",
                "CREATE DATABASE d",
                "DROP DATABASE IF EXISTS d",
                "DROP DATABASE d WITH (FORCE)",
                "CREATE TABLESPACE x LOCATION '/x'",
                "DROP TABLESPACE x",
                "ALTER SYSTEM SET a = 1",
                "ALTER DATABASE d SET TABLESPACE x",
                "CREATE SUBSCRIPTION s CONNECTION 'create_slot=false' PUBLICATION p",
                "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = true, enabled = false)",
                "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
                "ALTER SUBSCRIPTION s SET PUBLICATION p",
                "ALTER SUBSCRIPTION s SET (failover = true)",
                "ALTER SUBSCRIPTION s DROP PUBLICATION p WITH (copy_data = off)",
                "DROP SUBSCRIPTION s",
                "COMMIT PREPARED 'x'",
                "ROLLBACK PREPARED 'x'",
                "DISCARD ALL",
                "DO $$ BEGIN DELETE FROM t; COMMIT; END $$",
                "DO LANGUAGE plpgsql 'BEGIN COMMIT; END'"
            })
    @DisplayName("PostgreSQL refuses it in a transaction")
    void outsideTransaction(String statement) {
        assertThat(only(POSTGRESQL, statement).outsideTransaction()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX \"CONCURRENTLY\" ON t (a)",
                "CREATE INDEX i ON \"concurrently\" (a)",
                "CREATE INDEX i ON t (a) -- CONCURRENTLY",
                "CREATE INDEX i ON t ((a || ' CONCURRENTLY '))",
                "DROP INDEX \"concurrently\"",
                "REINDEX TABLE t",
                "REINDEX INDEX \"concurrently\"",
                "REINDEX (CONCURRENTLY false) TABLE t",
                "REINDEX (VERBOSE) TABLE t",
                "ALTER TABLE t DETACH PARTITION p",
                "ALTER TABLE t DETACH PARTITION p FINALIZE",
                "ALTER TABLE t ATTACH PARTITION p DEFAULT",
                "CLUSTER t",
                "CLUSTER VERBOSE t USING i",
                "CLUSTER (VERBOSE) t",
                "ANALYZE",
                "ALTER DATABASE d SET search_path TO tablespace",
                "ALTER DATABASE d OWNER TO x",
                "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = false)",
                "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (enabled = false, connect = 'off')",
                "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
                "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
                "ALTER SUBSCRIPTION s DISABLE",
                "DISCARD PLANS",
                "DO $$ BEGIN PERFORM 'COMMIT;'; -- COMMIT\n END $$",
                "CREATE TABLE vacuum (a int)",
                "SELECT 'VACUUM'",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
                "ALTER TYPE t ADD VALUE 'a'"
            })
    @DisplayName("PostgreSQL runs it in a transaction as well")
    void insideTransaction(String statement) {
        assertThat(only(POSTGRESQL, statement).outsideTransaction()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL|BEGIN|BEGIN",
                "POSTGRESQL|begin isolation level serializable|BEGIN",
                "POSTGRESQL|START TRANSACTION|BEGIN",
                "POSTGRESQL|COMMIT AND CHAIN|COMMIT",
                "POSTGRESQL|END|COMMIT",
                "POSTGRESQL|PREPARE TRANSACTION 'x'|COMMIT",
                "POSTGRESQL|PREPARE p AS SELECT 1|OTHER",
                "POSTGRESQL|ROLLBACK|ROLLBACK",
                "POSTGRESQL|ABORT|ROLLBACK",
                "POSTGRESQL|ROLLBACK TO SAVEPOINT a|OTHER",
                "POSTGRESQL|ROLLBACK WORK TO a|OTHER",
                "POSTGRESQL|SAVEPOINT a|OTHER",
                "POSTGRESQL|ALTER TYPE \"S\".e ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'|ADD_ENUM_VALUE",
                "POSTGRESQL|ALTER TYPE e RENAME VALUE 'x' TO 'y'|OTHER",
                "POSTGRESQL|ALTER TYPE e ADD ATTRIBUTE a int|OTHER",
                "POSTGRESQL|COPY t (a, \"from\") FROM stdin WITH (FORMAT csv)|COPY_FROM_STDIN",
                "POSTGRESQL|COPY t FROM STDIN|COPY_FROM_STDIN",
                "POSTGRESQL|COPY t FROM STDIN WITH CSV|COPY_FROM_STDIN",
                "POSTGRESQL|COPY t FROM '/stdin'|OTHER",
                "POSTGRESQL|COPY (SELECT 1 FROM stdin) TO STDOUT|COPY_TO_STDOUT",
                "POSTGRESQL|COPY t TO '/stdout'|OTHER",
                "POSTGRESQL|\\connect x|PSQL_COMMAND",
                "POSTGRESQL|CALL p()|CALL",
                "POSTGRESQL|SET search_path TO ''|SET",
                "POSTGRESQL|RESET ALL|SET",
                "POSTGRESQL|WITH x AS (SELECT 1) SELECT 1|QUERY",
                "MYSQL|BEGIN|BEGIN",
                "MYSQL|START TRANSACTION|BEGIN",
                "MYSQL|START SLAVE|OTHER",
                "MYSQL|COMMIT|COMMIT",
                "MYSQL|ROLLBACK TO a|OTHER",
                "MYSQL|BEGIN NOT ATOMIC SELECT 1; END|OTHER",
                "MYSQL|XA BEGIN 'x'|OTHER",
                "MYSQL|DELIMITER //|DELIMITER",
                "MYSQL|USE db|USE",
                "MYSQL|SET @a = 1|SET",
                "MYSQL|/*!40101 SET NAMES utf8 */|SET",
                "MYSQL|LOCK TABLES t WRITE|LOCK_TABLES",
                "MYSQL|UNLOCK TABLES|UNLOCK_TABLES",
                "MYSQL|LOAD DATA INFILE 'x' INTO TABLE t|DML",
                "MYSQL|REPLACE INTO t VALUES (1)|DML",
                "SQLITE|BEGIN IMMEDIATE|BEGIN",
                "SQLITE|END TRANSACTION|COMMIT",
                "SQLITE|ROLLBACK TRANSACTION TO a|OTHER",
                "SQLITE|PRAGMA foreign_keys=OFF|FOREIGN_KEYS_PRAGMA",
                "SQLITE|pragma main.\"Foreign_Keys\" (1)|FOREIGN_KEYS_PRAGMA",
                "SQLITE|PRAGMA defer_foreign_keys=ON|FOREIGN_KEYS_PRAGMA",
                "SQLITE|PRAGMA user_version=1|PRAGMA",
                "SQLITE|REPLACE INTO t VALUES (1)|DML"
            })
    void kind(Dialect dialect, String statement, Kind kind) {
        assertThat(only(dialect, statement).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL|ALTER TABLE IF EXISTS ONLY \"My\"\".s\".\"T\" ADD a int|ALTER_TABLE|My\".s|T",
                "POSTGRESQL|CREATE TABLE IF NOT EXISTS Foo.Bar (a int)|CREATE_TABLE|foo|bar",
                "POSTGRESQL|CREATE INDEX ON ONLY t (a)|CREATE_INDEX||t",
                "POSTGRESQL|CREATE UNIQUE INDEX CONCURRENTLY i ON s.t USING gin (a)|CREATE_INDEX|s|t",
                "POSTGRESQL|CREATE TABLE U&\"d\" ()|CREATE_TABLE||d",
                "POSTGRESQL|DROP TABLE IF EXISTS a, b|DROP_TABLE||a",
                "POSTGRESQL|TRUNCATE ONLY t|TRUNCATE||t",
                "MYSQL|ALTER TABLE `db`.`My``T` ADD a INT|ALTER_TABLE|db|My`T",
                "MYSQL|ALTER IGNORE TABLE Foo ADD a INT|ALTER_TABLE||Foo",
                "MYSQL|/*!40000 ALTER TABLE `t` DISABLE KEYS */|ALTER_TABLE||t",
                "MYSQL|alter /*!50000 table */ t drop a|ALTER_TABLE||t",
                "MYSQL|ALTER TABLE 2fa.1a DROP b|ALTER_TABLE|2fa|1a",
                "MYSQL|CREATE FULLTEXT INDEX i ON `d`.t (a)|CREATE_INDEX|d|t",
                "MYSQL|CREATE INDEX i USING BTREE ON t (a)|CREATE_INDEX||t",
                "MYSQL|DROP INDEX IF EXISTS `on` ON t|DROP_INDEX||t",
                "MYSQL|CREATE TEMPORARY TABLE IF NOT EXISTS t (a INT)|CREATE_TABLE||t",
                "MYSQL|RENAME TABLE a.b TO c|RENAME_TABLE|a|b",
                "MYSQL|TRUNCATE t|TRUNCATE||t",
                "MYSQL|DROP TEMPORARY TABLE t|DROP_TABLE||t",
                "SQLITE|ALTER TABLE [my t] RENAME TO x|ALTER_TABLE||my t",
                "SQLITE|CREATE TEMP TABLE 'x' (a)|CREATE_TABLE||x",
                "SQLITE|CREATE INDEX main.i ON t (a)|CREATE_INDEX||t"
            })
    void table(Dialect dialect, String statement, Kind kind, String schema, String table) {
        assertThat(only(dialect, statement).kind()).isEqualTo(kind);
        assertThat(only(dialect, statement).table()).contains(new TableName(Optional.ofNullable(schema), table));
    }

    @Test
    @DisplayName("SQLite: what a transaction refuses or makes ineffective")
    void sqliteOutside() {
        for (String statement : List.of(
                "VACUUM",
                "DETACH x",
                "PRAGMA journal_mode=WAL",
                "PRAGMA synchronous = OFF",
                "PRAGMA foreign_keys=OFF")) {
            assertThat(only(SQLITE, statement).outsideTransaction())
                    .as(statement)
                    .isTrue();
        }
        for (String statement : List.of(
                "ATTACH 'x' AS x", "PRAGMA user_version=1", "PRAGMA defer_foreign_keys=ON", "CREATE TABLE t (a)")) {
            assertThat(only(SQLITE, statement).outsideTransaction())
                    .as(statement)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO t VALUES ('new')|2",
                "SELECT E'new'::e|2",
                "SELECT $$new$$::e|2",
                "UPDATE t SET a = '{old,new}'|2",
                "DO $x$ BEGIN UPDATE t SET a = 'new'; END $x$|2",
                "INSERT INTO t VALUES ('newer')|",
                "SELECT \"new\", new|",
                "ALTER TYPE e ADD VALUE 'newer' AFTER 'new'|",
                "SELECT 1 -- 'new'|"
            })
    @DisplayName("a new enum value is used by the second statement, or it is not")
    void newEnumValue(String second, Integer number) {
        Script script = Script.parse(POSTGRESQL, "ALTER TYPE e ADD VALUE 'new';\n" + second + ";");
        assertThat(script.usesNewEnumValue().map(SqlStatement::number)).isEqualTo(Optional.ofNullable(number));
    }

    @Test
    @DisplayName("a new enum value may be used before it is added, and that is another type's")
    void enumValueBefore() {
        assertThat(Script.parse(POSTGRESQL, "SELECT 'new'; ALTER TYPE e ADD VALUE 'new';")
                        .usesNewEnumValue())
                .isEmpty();
        assertThat(Script.parse(POSTGRESQL, "SELECT 1; SELECT 'new';").usesNewEnumValue())
                .isEmpty();
    }

    @Test
    @DisplayName("the data behind COPY … FROM STDIN is no SQL")
    void copyData() {
        Script script = Script.parse(POSTGRESQL, "SELECT 1;\nCOPY t FROM stdin;\n1\tit's; $$\n\\N\tx\n\\.\nSELECT 2;");
        assertThat(script.statements())
                .extracting(SqlStatement::kind)
                .containsExactly(Kind.QUERY, Kind.COPY_FROM_STDIN, Kind.QUERY);
        assertThat(script.pieces().get(1)).isEqualTo("\nCOPY t FROM stdin;\n1\tit's; $$\n\\N\tx\n\\.\n");
    }

    @Test
    @DisplayName("psql's commands are found wherever psql would find them")
    void psqlCommands() {
        Script script =
                Script.parse(POSTGRESQL, "\\restrict x;y\n\\echo x;y\nSELECT '\n\\a' \\gset\nSELECT 2;\n  \\connect z");
        assertThat(script.statements())
                .extracting(SqlStatement::kind)
                .containsExactly(Kind.PSQL_COMMAND, Kind.QUERY, Kind.PSQL_COMMAND, Kind.QUERY, Kind.PSQL_COMMAND);
        assertThat(script.first(Kind.PSQL_COMMAND).map(script::sql)).contains("\\echo x;y");
        assertThat(script.skipped()).containsExactly(0);
        assertThat(script.text()).startsWith("--estrict x;y\n\\echo");
    }

    @Test
    @DisplayName("a routine's own words are not the script's transaction")
    void ownTransaction() {
        assertThat(Script.parse(MYSQL, "CREATE PROCEDURE p() BEGIN START TRANSACTION; COMMIT; END;")
                        .hasOwnTransaction())
                .isFalse();
        assertThat(Script.parse(POSTGRESQL, "DO $$ BEGIN END $$; SELECT 1;").hasOwnTransaction())
                .isFalse();
        assertThat(Script.parse(SQLITE, "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END;")
                        .hasOwnTransaction())
                .isFalse();
        assertThat(Script.parse(POSTGRESQL, "/* x */ begin; select 1; end;").hasOwnTransaction())
                .isTrue();
    }

    @Test
    @DisplayName("DELIMITER is a line of its own")
    void delimiter() {
        Script script = Script.parse(
                MYSQL, "DELIMITER ;;\nCREATE PROCEDURE p() BEGIN SELECT 1; END;;\ndelimiter ;\nSELECT `DELIMITER`;");
        assertThat(script.statements())
                .extracting(SqlStatement::kind)
                .containsExactly(Kind.DELIMITER, Kind.OTHER, Kind.DELIMITER, Kind.QUERY);
    }

    @Test
    @DisplayName("the setting that changes how literals are read is followed")
    void escapes() {
        assertThat(Script.parse(
                                POSTGRESQL,
                                "SET standard_conforming_strings = off; SELECT 1; RESET standard_conforming_strings; "
                                        + "SELECT 2;")
                        .statements())
                .extracting(SqlStatement::escapes)
                .containsExactly(false, true, true, false);
        assertThat(Script.parse(
                                MYSQL,
                                "SET sql_mode='NO_BACKSLASH_ESCAPES'; SELECT '\\'; SET sql_mode=''; SELECT '\\'';")
                        .statements())
                .extracting(SqlStatement::escapes)
                .containsExactly(true, false, false, true);
    }

    @Test
    @DisplayName("places count lines of every kind, and code points")
    void places() {
        Script script = Script.parse(POSTGRESQL, "a\r\nb\rc\n\uD83D\uDE00é;x");
        assertThat(script.place(0)).isEqualTo(new Place(1, 1));
        assertThat(script.place(3)).isEqualTo(new Place(2, 1));
        assertThat(script.place(5)).isEqualTo(new Place(3, 1));
        assertThat(script.place(script.text().indexOf('x'))).isEqualTo(new Place(4, 4));
        assertThat(script.place(script.text().length())).isEqualTo(new Place(4, 5));
    }
}
