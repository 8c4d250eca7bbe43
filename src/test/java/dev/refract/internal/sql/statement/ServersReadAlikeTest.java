package dev.refract.internal.sql.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEachCase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MySQL, MariaDB and SQLite judge how their statements are read: each statement runs, and what was read of it, applied
 * to what the catalogs held before, is what they hold after it: tables, columns with type, order, NOT NULL, default,
 * generation and comment, keys with their parts, foreign keys, views, triggers and routines. The statements are those
 * of the fixtures, of the snapshot cases, of {@code reader/} among the resources, and of the cases of the file that the
 * environment's {@code LINT_CASES} names. (PostgreSQL's own grammar judges in {@link PostgresGrammarTest}.)
 */
class ServersReadAlikeTest {
    private static final String CASES = "dev/refract/internal/schema/down/";
    private static final Path READER = Path.of("src/test/resources/dev/refract/internal/sql/statement/reader");

    @OnEachCase(on = Kind.MYSQL, in = CASES + "mysql")
    void mysqlCases(Path file, TestDatabase database) throws Exception {
        runs(database, Files.readString(file));
    }

    @OnEachCase(on = Kind.MARIADB, in = CASES + "mysql")
    void mariadbCases(Path file, TestDatabase database) throws Exception {
        // ways back that were written for MySQL are not all for MariaDB
        runs(database, Files.readString(file), true);
    }

    @OnEachCase(on = Kind.SQLITE, in = CASES + "sqlite")
    void sqliteCases(Path file, TestDatabase database) throws Exception {
        runs(database, Files.readString(file));
    }

    @OnMysql
    @OnMariadb
    void fixturesOfMysql(TestDatabase database) throws Exception {
        fixtures(database, "mysql");
    }

    @OnSqlite
    void fixturesOfSqlite(TestDatabase database) throws Exception {
        fixtures(database, "sqlite");
    }

    @OnMysql
    @OnMariadb
    void ownOfMysql(TestDatabase database) throws Exception {
        assertThat(runs(database, Files.readString(READER.resolve("mysql.sql"))))
                .isGreaterThan(60);
    }

    @OnMysql
    void ownOfMysqlAlone(TestDatabase database) throws Exception {
        assertThat(runs(database, Files.readString(READER.resolve("mysql-only.sql"))))
                .isGreaterThan(5);
    }

    @OnMariadb
    void ownOfMariadb(TestDatabase database) throws Exception {
        assertThat(runs(database, Files.readString(READER.resolve("mariadb.sql"))))
                .isGreaterThan(10);
    }

    @OnSqlite
    void ownOfSqlite(TestDatabase database) throws Exception {
        assertThat(runs(database, Files.readString(READER.resolve("sqlite.sql"))))
                .isGreaterThan(20);
    }

    @OnMysql
    @OnMariadb
    @OnSqlite
    void lintCases(TestDatabase database) throws Exception {
        Optional<Path> file = Optional.ofNullable(System.getenv("LINT_CASES")).map(Path::of);
        org.junit.jupiter.api.Assumptions.assumeTrue(file.isPresent(), "LINT_CASES");
        String dialect = database.kind().name().toLowerCase(java.util.Locale.ROOT);
        int compared = 0;
        for (String line : Files.readAllLines(file.get())) {
            String[] cells = line.split("\t");
            if (cells[1].equals(dialect)) {
                String context = Files.readString(file.get().resolveSibling("context." + cells[3] + ".sql"));
                compared += lintCase(database, context, cells[4]);
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    // ---

    /** A case starts from its tables; what the server refuses, as cases show, can't be compared. */
    private static int lintCase(TestDatabase database, String context, String sql) throws SQLException {
        clear(database);
        runs(database, context);
        return runs(database, sql, true);
    }

    private static void clear(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            boolean sqlite = database.dialect() == Dialect.SQLITE;
            Tables tables = new ServerTables(connection, database.dialect()).read();
            statement.execute(sqlite ? "PRAGMA foreign_keys = OFF" : "SET foreign_key_checks = 0");
            for (String view : tables.views) {
                statement.execute("DROP VIEW " + view);
            }
            for (String table : tables.tables.keySet()) {
                statement.execute(sqlite ? "DROP TABLE \"" + table + "\"" : "DROP TABLE `" + table + "`");
            }
            for (String routine : tables.routines) {
                statement.execute("DROP " + routine);
            }
        }
    }

    private static void fixtures(TestDatabase database, String provider) throws Exception {
        List<Path> projects = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("fixtures"))) {
            for (Path lock :
                    files.filter(file -> file.endsWith("migration_lock.toml")).toList()) {
                if (Files.readString(lock).contains('"' + provider + '"') && !lock.startsWith("fixtures/broken")) {
                    projects.add(lock.getParent());
                }
            }
        }
        assertThat(projects).isNotEmpty();
        for (Path project : projects) {
            clear(database);
            try (Stream<Path> files = Files.walk(project)) {
                for (Path script : files.filter(file -> file.endsWith("migration.sql"))
                        .sorted()
                        .toList()) {
                    runs(database, Files.readString(script));
                }
            }
        }
    }

    private static int runs(TestDatabase database, String text) throws SQLException {
        return runs(database, text, false);
    }

    private static int runs(TestDatabase database, String text, boolean mayFail) throws SQLException {
        try (Connection connection = database.connect()) {
            return run(connection, database.dialect(), Script.parse(database.dialect(), text), mayFail);
        }
    }

    private static int run(Connection connection, Dialect dialect, Script script, boolean mayFail) throws SQLException {
        ServerTables server = new ServerTables(connection, dialect);
        Tables before = server.read();
        int compared = 0;
        for (SqlStatement part : script.statements()) {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(script.sql(part));
            } catch (SQLException e) {
                if (mayFail) {
                    before = server.read();
                    continue;
                }
                throw new SQLException(e.getMessage() + "\nin: " + script.sql(part), e);
            }
            Change change = script.change(part);
            Tables after = server.read();
            assertThat(change.unread()).as(script.sql(part)).isEmpty();
            if (change instanceof Execution) {
                before = after;
                continue;
            }
            assertThat(AppliedChange.to(before, dialect, change).differences(after))
                    .as("%s%n%s", script.sql(part), change)
                    .isEmpty();
            before = after;
            compared++;
        }
        return compared;
    }
}
