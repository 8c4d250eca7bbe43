package dev.refract.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A schema with every kind of object, and its description word for word; {@code -Dsnapshots=write} accepts what is
 * described now.
 */
class IntrospectionTest {

    private static final Path RESOURCES = Path.of("src/test/resources/dev/refract/internal/schema");

    @OnPostgres
    void postgres(TestDatabase database) throws Exception {
        describes(database, "postgres.sql", "postgres.txt");
    }

    @OnMysql
    void mysql(TestDatabase database) throws Exception {
        describes(database, "mysql.sql", "mysql.txt");
    }

    @OnMariadb
    void mariadb(TestDatabase database) throws Exception {
        describes(database, "mysql.sql", "mariadb.txt");
    }

    @OnSqlite
    void sqlite(TestDatabase database) throws Exception {
        describes(database, "sqlite.sql", "sqlite.txt");
    }

    @OnEveryDatabase
    void theLedgerIsNoPartOfIt(TestDatabase database) throws Exception {
        try (Connection connection = database.connect()) {
            Schema empty = read(connection, database);
            execute(connection, database.dialect(), "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY)");
            assertThat(read(connection, database)).isEqualTo(empty);
            execute(connection, database.dialect(), "CREATE TABLE another (id VARCHAR(36) PRIMARY KEY)");
            assertThat(read(connection, database)).isNotEqualTo(empty);
        }
    }

    @OnPostgres
    void seesTheTransactionThatItStandsIn(TestDatabase database) throws Exception {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            execute(connection, database.dialect(), "SET search_path = pg_catalog; CREATE TABLE public.t (id integer)");
            assertThat(read(connection, database).all(Kind.TABLE))
                    .extracting(table -> table.name().name())
                    .containsExactly("t");
            connection.rollback();
            assertThat(read(connection, database).isEmpty()).isTrue();
        }
    }

    @OnPostgres
    void leavesTheSessionAsItWas(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = \"a b\", pg_catalog");
            read(connection, database);
            try (var row = statement.executeQuery("SHOW search_path")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("\"a b\", pg_catalog");
            }
        }
    }

    @OnPostgres
    void theOrderOfColumnsDoesNotCountOnPostgres(TestDatabase database) throws Exception {
        assertThat(columnsTurnedRound(database)).isEmpty();
    }

    @OnMysql
    @OnMariadb
    @OnSqlite
    void theOrderOfColumnsCountsElsewhere(TestDatabase database) throws Exception {
        assertThat(columnsTurnedRound(database)).isEqualTo("""
                ~ column t.a
                    - after: (none)
                    + after: b
                ~ column t.b
                    - after: a
                    + after: (none)
                """);
    }

    private static String columnsTurnedRound(TestDatabase database) throws Exception {
        try (Connection connection = database.connect()) {
            execute(connection, database.dialect(), "CREATE TABLE t (a INTEGER, b INTEGER)");
            Schema before = read(connection, database);
            execute(connection, database.dialect(), "DROP TABLE t; CREATE TABLE t (b INTEGER, a INTEGER)");
            return SchemaDiff.between(before, read(connection, database)).toString();
        }
    }

    private static void describes(TestDatabase database, String script, String snapshot) throws Exception {
        try (Connection connection = database.connect()) {
            Schema empty = read(connection, database);
            execute(connection, database.dialect(), Files.readString(RESOURCES.resolve(script)));
            // MariaDB before 11.8, as the embedded one is, has the two words the other way round
            expect(
                    RESOURCES.resolve(snapshot),
                    SchemaDiff.between(empty, read(connection, database))
                            .toString()
                            .replace("INVISIBLE DEFAULT 1", "DEFAULT 1 INVISIBLE"));
        }
    }

    private static void expect(Path snapshot, String description) throws IOException {
        if ("write".equals(System.getProperty("snapshots"))) {
            Files.writeString(snapshot, description);
        }
        assertThat(description).isEqualTo(Files.readString(snapshot));
    }

    private static Schema read(Connection connection, TestDatabase database) throws SQLException {
        return DialectSchema.introspection(database.dialect()).read(connection, "public");
    }

    private static void execute(Connection connection, Dialect dialect, String sql) throws SQLException {
        Script script = Script.parse(dialect, sql);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (SqlStatement part : script.statements()) {
                statement.execute(script.sql(part));
            }
        }
    }
}
