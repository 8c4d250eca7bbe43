package dev.refract.internal.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule says of a statement that it waits where the server makes it wait for who reads and writes the table. */
class LockNoTimeoutTest {

    private static final List<String> POSTGRES = List.of(
            "ALTER TABLE users ADD COLUMN x int",
            "ALTER TABLE users VALIDATE CONSTRAINT named",
            "ALTER TABLE users ALTER COLUMN n SET STATISTICS 100",
            "ALTER TABLE users ALTER COLUMN c SET STORAGE PLAIN",
            "ALTER TABLE users ALTER COLUMN n SET (n_distinct = 5)",
            "ALTER TABLE users SET (fillfactor = 80)",
            "ALTER TABLE users CLUSTER ON users_n",
            "ALTER TABLE users DROP CONSTRAINT named",
            "ALTER TABLE users RENAME TO people",
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE users DISABLE TRIGGER ALL",
            "ALTER TABLE users REPLICA IDENTITY FULL",
            "ALTER TABLE users ADD CONSTRAINT z CHECK (n > 0) NOT VALID",
            "ALTER TABLE quiet ADD FOREIGN KEY (user_id) REFERENCES users(id)",
            "ALTER TABLE parts ATTACH PARTITION part FOR VALUES FROM (5) TO (9)",
            "CREATE TABLE made (id int REFERENCES users(id))",
            "CREATE TABLE made (LIKE users)",
            "CREATE TABLE made () INHERITS (users)",
            "CREATE TABLE made PARTITION OF parts FOR VALUES FROM (1) TO (2)",
            "CREATE TABLE made AS SELECT * FROM users",
            "CREATE INDEX made ON users(c)",
            "DROP INDEX users_n",
            "ALTER INDEX users_n RENAME TO users_m",
            "REINDEX TABLE users",
            "DROP TABLE users CASCADE",
            "TRUNCATE users CASCADE",
            "CREATE TRIGGER made BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()",
            "CREATE POLICY made ON users USING (true)",
            "CREATE RULE made AS ON DELETE TO users DO INSTEAD NOTHING",
            "COMMENT ON TABLE users IS 'x'",
            "GRANT SELECT ON users TO PUBLIC",
            "VACUUM users",
            "VACUUM FULL users",
            "CLUSTER users USING users_n",
            "ANALYZE users",
            "CREATE VIEW made AS SELECT * FROM users",
            "UPDATE users SET n = 5 WHERE id = 1",
            "DO $$ BEGIN ALTER TABLE users ADD COLUMN x int; END $$",
            "DO 'BEGIN IF true THEN CREATE INDEX made ON users(c); END IF; END'",
            "DO $$ DECLARE i int; BEGIN ALTER TABLE quiet ADD CONSTRAINT z FOREIGN KEY (user_id) REFERENCES users(id);"
                    + " EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            "DO $$ BEGIN UPDATE users SET n = 5 WHERE id = 1; PERFORM count(*) FROM users; END $$",
            "DO $$ BEGIN CREATE TABLE made (id int); ALTER TABLE made ADD COLUMN x int; END $$",
            "DO $$ BEGIN RAISE NOTICE 'ALTER TABLE users ADD COLUMN x int;'; END $$");

    private static final List<String> MYSQL = List.of(
            "ALTER TABLE users ADD COLUMN x int",
            "ALTER TABLE users ALTER COLUMN n SET DEFAULT 3",
            "ALTER TABLE quiet ADD FOREIGN KEY (user_id) REFERENCES users(id)",
            "CREATE TABLE made (id int, FOREIGN KEY (id) REFERENCES users(id))",
            "CREATE TABLE made LIKE users",
            "CREATE INDEX made ON users(c)",
            "DROP INDEX users_n ON users",
            "TRUNCATE users",
            "RENAME TABLE users TO people",
            "DROP TABLE users",
            "CREATE TRIGGER made BEFORE INSERT ON users FOR EACH ROW SET @x = 1",
            "LOCK TABLES users WRITE",
            "ANALYZE TABLE users",
            "CREATE VIEW made AS SELECT * FROM users",
            "UPDATE users SET n = 5 WHERE id = 1");

    @OnPostgres
    void postgresqlMakesThemWait(TestDatabase database) throws SQLException {
        theServerMakesThemWait(database);
    }

    @OnMysql
    void mysqlMakesThemWait(TestDatabase database) throws SQLException {
        theServerMakesThemWait(database);
    }

    @OnMariadb
    void mariadbMakesThemWait(TestDatabase database) throws SQLException {
        theServerMakesThemWait(database);
    }

    private static void theServerMakesThemWait(TestDatabase database) throws SQLException {
        boolean postgres = database.dialect() == Dialect.POSTGRESQL;
        Server server = Server.newest(
                postgres
                        ? Server.Kind.POSTGRESQL
                        : database.kind() == Kind.MARIADB ? Server.Kind.MARIADB : Server.Kind.MYSQL);
        List<String> before = new ArrayList<>(List.of(
                "CREATE TABLE users (id int PRIMARY KEY, n int, c varchar(20))",
                "CREATE INDEX users_n ON users(n)",
                "CREATE TABLE quiet (id int PRIMARY KEY, user_id int)",
                "INSERT INTO users VALUES (1, 1, 'a')"));
        if (postgres) {
            before.add("ALTER TABLE users ADD CONSTRAINT named CHECK (n > 0) NOT VALID");
            before.add("CREATE TABLE parts (id int) PARTITION BY RANGE (id)");
            before.add("CREATE TABLE part (id int)");
            before.add("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
        }
        String use = "INSERT INTO users VALUES (2, 2, 'b')";
        List<String> different = new ArrayList<>();
        try (Connection busy = database.connect();
                Connection waiting = database.connect();
                Statement work = busy.createStatement();
                Statement wait = waiting.createStatement()) {
            waiting.createStatement()
                    .execute(
                            postgres
                                    ? "SET lock_timeout = '100ms'"
                                    : "SET SESSION lock_wait_timeout = 1, innodb_lock_wait_timeout = 1");
            for (String sql : postgres ? POSTGRES : MYSQL) {
                for (String one : before) {
                    work.execute(one);
                }
                busy.setAutoCommit(false);
                work.execute(use);
                if (postgres) {
                    work.execute("SELECT * FROM parts, part");
                }
                boolean waits = false;
                try {
                    wait.execute(sql);
                } catch (SQLException e) {
                    assertThat(String.valueOf(e.getMessage())).as(sql).containsIgnoringCase("lock");
                    waits = true;
                }
                busy.rollback();
                busy.setAutoCommit(true);
                if (waits != says(server, before, sql)) {
                    different.add(sql + (waits ? " waits" : " does not wait"));
                }
                if (postgres) {
                    wait.execute("DROP SCHEMA public CASCADE");
                    wait.execute("CREATE SCHEMA public");
                } else {
                    wait.execute("UNLOCK TABLES");
                    wait.execute("DROP VIEW IF EXISTS made");
                    wait.execute("DROP TABLE IF EXISTS made, quiet, people, users");
                }
            }
        }
        assertThat(different).isEmpty();
    }

    private static boolean says(Server server, List<String> before, String sql) {
        Catalog catalog = new Catalog();
        Script history = Script.parse(server.dialect(), String.join(";\n", before));
        history.statements().forEach(statement -> catalog.apply(history.change(statement), false));
        return Rules.check(server, Script.parse(server.dialect(), sql), catalog).stream()
                .anyMatch(finding -> finding.rule().id().equals(LockNoTimeoutRule.ID));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "postgresql:18 | SET lock_timeout = '5s'; ALTER TABLE users ADD COLUMN x int | false",
                "postgresql:18 | SET LOCAL lock_timeout TO 5000; ALTER TABLE users ADD COLUMN x int | false",
                "postgresql:18 | SELECT set_config('lock_timeout', '5s', true); ALTER TABLE users ADD COLUMN x int | false",
                "postgresql:18 | SELECT set_config('lock_timeout', '0', true); ALTER TABLE users ADD COLUMN x int | true",
                "postgresql:18 | SET lock_timeout = 0; ALTER TABLE users ADD COLUMN x int | true",
                "postgresql:18 | SET lock_timeout = '5s'; RESET lock_timeout; ALTER TABLE users ADD COLUMN x int | true",
                "postgresql:18 | SET lock_timeout = '5s'; RESET ALL; ALTER TABLE users ADD COLUMN x int | true",
                "postgresql:18 | SET statement_timeout = '5s'; ALTER TABLE users ADD COLUMN x int | true",
                "postgresql:18 | BEGIN; LOCK TABLE users IN SHARE MODE NOWAIT; COMMIT | false",
                "postgresql:18 | BEGIN; LOCK TABLE users IN ACCESS SHARE MODE; COMMIT | false",
                "postgresql:18 | BEGIN; LOCK TABLE users; COMMIT | true",
                "postgresql:18 | CREATE INDEX CONCURRENTLY i ON users(n) | false",
                "postgresql:18 | CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t ADD COLUMN x int | false",
                "postgresql:18 | DO $$ BEGIN SET LOCAL lock_timeout = '5s'; ALTER TABLE users ADD COLUMN x int; END $$ | false",
                "postgresql:18 | DO $$ BEGIN SET LOCAL lock_timeout = 0; ALTER TABLE users ADD COLUMN x int; END $$ | true",
                "postgresql:18 | SET lock_timeout = '5s'; DO $$ BEGIN ALTER TABLE users ADD COLUMN x int; END $$ | false",
                "mysql:9.7 | SET SESSION lock_wait_timeout = 5; ALTER TABLE users ADD COLUMN x int | false",
                "mysql:9.7 | SET lock_wait_timeout = 5; ALTER TABLE users ADD COLUMN x int | false",
                "mysql:9.7 | SET @@session.lock_wait_timeout = 5; ALTER TABLE users ADD COLUMN x int | false",
                "mysql:9.7 | SET GLOBAL lock_wait_timeout = 5; ALTER TABLE users ADD COLUMN x int | true",
                "mysql:9.7 | SET SESSION innodb_lock_wait_timeout = 5; ALTER TABLE users ADD COLUMN x int | true",
                "mysql:9.7 | SET SESSION lock_wait_timeout = DEFAULT; ALTER TABLE users ADD COLUMN x int | true",
                "mariadb:11.8 | ALTER TABLE users WAIT 5 ADD COLUMN x int | false",
                "mariadb:11.8 | ALTER TABLE users NOWAIT ADD COLUMN x int | false",
                "mariadb:11.8 | SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE users ADD COLUMN x int | false",
                "mariadb:11.8 | ALTER TABLE users ADD COLUMN x int | true",
                "sqlite | ALTER TABLE users ADD COLUMN x int | false",
            })
    void aScriptMaySayHowLong(String server, String sql, boolean told) {
        assertThat(says(Server.of(server), List.of("CREATE TABLE users (id int PRIMARY KEY, n int)"), sql))
                .isEqualTo(told);
    }
}
