package dev.refract.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Each file in {@code down/} among the resources is a case: what stands before a migration, the migration, and the way
 * back that is expected to be written for it, word for word. Each is run: up, down, and compared; up, and compared
 * again. To accept what is written now, run with {@code -Dsnapshots=write}. A file whose name ends in a server's name
 * is run on that one only; MariaDB spells definitions in its own way, so there the other cases are run without
 * comparing the text.
 */
class DownScriptTest {

    private static final Path CASES = Path.of("src/test/resources/dev/refract/internal/schema/down");

    @OnPostgres
    void postgres(TestDatabase database) throws Exception {
        runAll(database, "postgres");
    }

    @OnMysql
    void mysql(TestDatabase database) throws Exception {
        runAll(database, "mysql");
    }

    @OnMariadb
    void mariadb(TestDatabase database) throws Exception {
        runAll(database, "mariadb");
    }

    @OnSqlite
    void sqlite(TestDatabase database) throws Exception {
        runAll(database, "sqlite");
    }

    private static void runAll(TestDatabase database, String server) throws Exception {
        List<String> failures = new ArrayList<>();
        for (Path file : cases(server)) {
            try (Connection connection = database.connect()) {
                empty(connection, database);
                new Case(file, server, connection, database.dialect()).run();
            } catch (SQLException | RuntimeException | AssertionError e) {
                failures.add("== " + file.getFileName() + "\n" + e.getMessage());
            }
        }
        assertThat(failures).as(String.join("\n\n", failures)).isEmpty();
    }

    private static List<Path> cases(String server) throws IOException {
        String only = System.getProperty("case", "");
        try (Stream<Path> files = Files.list(CASES.resolve(server.equals("mariadb") ? "mysql" : server))) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(only)
                                && (!name.matches(".*\\.(mysql|mariadb)\\.sql")
                                        || name.endsWith("." + server + ".sql"));
                    })
                    .sorted()
                    .toList();
        }
    }

    private static void empty(Connection connection, TestDatabase database) throws SQLException {
        switch (database.dialect()) {
            case POSTGRESQL ->
                execute(
                        connection,
                        Dialect.POSTGRESQL,
                        "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS audit "
                                + "CASCADE;"
                                + "DROP EXTENSION IF EXISTS pg_trgm; DROP PUBLICATION IF EXISTS p");
            case MYSQL ->
                execute(
                        connection,
                        Dialect.MYSQL,
                        "DROP DATABASE " + database.name() + "; CREATE DATABASE " + database.name()
                                + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci; USE " + database.name());
            case SQLITE -> {
                execute(connection, Dialect.SQLITE, "PRAGMA foreign_keys=OFF");
                for (String kind : List.of("view", "table")) {
                    for (String name : strings(
                            connection,
                            "SELECT name FROM sqlite_master WHERE type = '" + kind
                                    + "' AND name NOT LIKE 'sqlite%' AND name NOT IN (SELECT name FROM "
                                    + "pragma_table_list WHERE type = 'shadow')")) {
                        execute(connection, Dialect.SQLITE, "DROP " + kind + " \"" + name + "\"");
                    }
                }
                execute(connection, Dialect.SQLITE, "PRAGMA foreign_keys=ON");
            }
        }
    }

    private record Case(Path file, String server, Connection connection, Dialect dialect) {

        void run() throws SQLException, IOException {
            String text = Files.readString(file);
            execute(connection, dialect, section(text, "before"));
            Schema before = describe();
            execute(connection, dialect, section(text, "up"));
            Schema after = describe();
            String down = DownScript.write(
                    DialectSchema.downWriter(dialect), before, after, Script.parse(dialect, section(text, "up")));
            expect(text, down);
            runWhole(down);
            assertThat(SchemaDiff.between(before, describe()).toString())
                    .as("back, with\n" + down)
                    .isEqualTo(section(text, "remains"));
            execute(connection, dialect, section(text, "up"));
            assertThat(SchemaDiff.between(after, describe()).toString())
                    .as("up again, after\n" + down)
                    .isEmpty();
        }

        private Schema describe() throws SQLException {
            return DialectSchema.introspection(dialect).read(connection, "public");
        }

        /** In one transaction where the database has one for such statements. */
        private void runWhole(String down) throws SQLException {
            boolean transaction = dialect == Dialect.POSTGRESQL;
            try {
                connection.setAutoCommit(!transaction);
                execute(connection, dialect, down);
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw new SQLException(e.getMessage() + "\n" + down, e);
            }
        }

        private void expect(String text, String down) throws IOException {
            if (server.equals("mariadb") && !file.toString().endsWith(".mariadb.sql")) {
                return;
            }
            String expected = section(text, "down");
            if ("write".equals(System.getProperty("snapshots"))) {
                String remains = section(text, "remains");
                String head = text.replaceFirst("(?s)\n-- down\n.*", "").stripTrailing();
                Files.writeString(
                        file, head + "\n\n-- down\n" + down + (remains.isEmpty() ? "" : "\n-- remains\n" + remains));
            } else {
                assertThat(down).isEqualTo(expected);
            }
        }
    }

    /** What stands below a heading, up to the next one. */
    private static String section(String text, String heading) {
        String whole = "\n" + text;
        int start = whole.indexOf("\n-- " + heading + "\n");
        if (start < 0) {
            return "";
        }
        String rest = whole.substring(start + heading.length() + 5);
        int end = Stream.of("\n-- up\n", "\n-- down\n", "\n-- remains\n")
                .mapToInt(rest::indexOf)
                .filter(i -> i >= 0)
                .min()
                .orElse(rest.length());
        return rest.substring(0, end);
    }

    private static void execute(Connection connection, Dialect dialect, String sql) throws SQLException {
        Script script = Script.parse(dialect, sql);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (SqlStatement part : script.statements()) {
                try {
                    statement.execute(script.sql(part));
                } catch (SQLException e) {
                    throw new SQLException(e.getMessage() + "\nin: " + script.sql(part), e);
                }
            }
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
