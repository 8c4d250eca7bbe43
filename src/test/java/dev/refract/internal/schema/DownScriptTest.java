package dev.refract.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEachCase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/**
 * Each file in {@code down/} among the resources is a case: what stands before a migration, the migration, and the way
 * back that is expected to be written for it, word for word. Each is run: up, down, and compared; up, and compared
 * again. To accept what is written now, run with {@code -Dsnapshots=write}; {@code -Dcase=enum-renamed} runs one case.
 * MariaDB spells definitions in its own way, so there the cases that are not its own are run without comparing the
 * text.
 */
class DownScriptTest {

    private static final String CASES = "dev/refract/internal/schema/down/";

    @OnEachCase(on = Kind.POSTGRES, in = CASES + "postgres")
    void postgres(Path file, TestDatabase database) throws Exception {
        run(file, database);
    }

    @OnEachCase(on = Kind.MYSQL, in = CASES + "mysql")
    void mysql(Path file, TestDatabase database) throws Exception {
        run(file, database);
    }

    @OnEachCase(on = Kind.MARIADB, in = CASES + "mysql")
    void mariadb(Path file, TestDatabase database) throws Exception {
        run(file, database);
    }

    @OnEachCase(on = Kind.SQLITE, in = CASES + "sqlite")
    void sqlite(Path file, TestDatabase database) throws Exception {
        run(file, database);
    }

    private static void run(Path file, TestDatabase database) throws Exception {
        try (Connection connection = database.connect()) {
            new Case(file, database.kind(), connection, database.dialect()).run();
        }
    }

    private record Case(Path file, Kind server, Connection connection, Dialect dialect) {

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
                    .as("%s: back, with%n%s", file, down)
                    .isEqualTo(section(text, "remains"));
            execute(connection, dialect, section(text, "up"));
            assertThat(SchemaDiff.between(after, describe()).toString())
                    .as("%s: up again, after%n%s", file, down)
                    .isEmpty();
        }

        private Schema describe() throws SQLException {
            return DialectSchema.introspection(dialect).read(connection, "public");
        }

        /** In one transaction where the database has one for such statements. */
        private void runWhole(String down) throws SQLException {
            boolean transaction = dialect == Dialect.POSTGRESQL
                    && Script.parse(dialect, down).firstOutsideTransaction().isEmpty();
            try {
                connection.setAutoCommit(!transaction);
                execute(connection, dialect, down);
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw new SQLException(file + ": " + e.getMessage() + "\n" + down, e);
            }
        }

        private void expect(String text, String down) throws IOException {
            if (server == Kind.MARIADB && !file.toString().endsWith(".mariadb.sql")) {
                return;
            }
            String expected = section(text, "down");
            if ("write".equals(System.getProperty("snapshots"))) {
                String remains = section(text, "remains");
                String head = text.replaceFirst("(?s)\n-- down\n.*", "").stripTrailing();
                Files.writeString(
                        file, head + "\n\n-- down\n" + down + (remains.isEmpty() ? "" : "\n-- remains\n" + remains));
            } else {
                assertThat(down).as(file.toString()).isEqualTo(expected);
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
}
