package dev.refract.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcTest {

    private static DatabaseUrl url(TestDatabase database, String parameters) {
        return DatabaseUrl.parse(database.url() + parameters, Path.of("."));
    }

    private static List<String> row(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = Jdbc.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(row.getString(i));
            }
            return values;
        }
    }

    @OnEveryDatabase
    void connectsInAutocommit(TestDatabase database) throws SQLException {
        try (Connection connection = Jdbc.connect(url(database, ""))) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @OnEveryDatabase
    void wrongPasswordIsNotRepeated(TestDatabase database) {
        if (database.kind() != Kind.SQLITE) {
            assertThatThrownBy(() -> Jdbc.connect(DatabaseUrl.parse(database.wrongPasswordUrl(), Path.of("."))))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).startsWith("28");
                        assertThat(e.getMessage()).doesNotContain("not-the-password");
                    });
        }
    }

    @OnPostgres
    void sessionOfPostgresqlIsTheServers(TestDatabase database) throws SQLException {
        database.execute("ALTER DATABASE \"" + database.name() + "\" SET TimeZone = 'America/Caracas'");
        assertThat(TimeZone.getDefault().getID()).isNotEqualTo("America/Caracas");
        String settings = "SELECT current_setting('TimeZone'), current_setting('application_name'), "
                + "current_setting('work_mem'), current_schema()";
        assertThat(row(url(database, "?options=-c%20work_mem%3D7MB&schema=other"), settings))
                .containsExactly("America/Caracas", "refract", "7MB", "public");
        assertThat(row(url(database, "?application_name=my%20app&options=-c+TimeZone%3DAsia/Tokyo"), settings)
                        .subList(0, 2))
                .containsExactly("Asia/Tokyo", "my app");
        assertThat(row(url(database, "?pgbouncer=true"), settings).subList(0, 2))
                .containsExactly("America/Caracas", "refract");
    }

    @OnPostgres
    void databaseOfAnyName(TestDatabase database) throws SQLException {
        String name = database.name() + " ü/?#%&+;'\"";
        String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
        database.execute("CREATE DATABASE " + quoted);
        try {
            assertThat(row(url(database, "").withDatabase(name), "SELECT current_database()"))
                    .containsExactly(name);
        } finally {
            database.execute("DROP DATABASE " + quoted + " WITH (FORCE)");
        }
    }

    @OnMysql
    void databaseOfAnyNameOnMysql(TestDatabase database) throws SQLException {
        anyName(database);
    }

    @OnMariadb
    void databaseOfAnyNameOnMariadb(TestDatabase database) throws SQLException {
        anyName(database);
    }

    private static void anyName(TestDatabase database) throws SQLException {
        String name = database.name() + " ü/?#%&+;'\"";
        database.execute("CREATE DATABASE `" + name + "`");
        try {
            assertThat(row(url(database, "").withDatabase(name), "SELECT database()"))
                    .containsExactly(name);
        } finally {
            database.execute("DROP DATABASE `" + name + "`");
        }
    }

    @OnMysql
    void sessionOfMysqlIsTheServers(TestDatabase database) throws SQLException {
        sessionIsTheServers(database);
    }

    @OnMariadb
    void sessionOfMariadbIsTheServers(TestDatabase database) throws SQLException {
        sessionIsTheServers(database);
    }

    private static void sessionIsTheServers(TestDatabase database) throws SQLException {
        assertThat(row(
                        url(database, ""),
                        "SELECT @@session.sql_mode = @@global.sql_mode, @@session.time_zone = "
                                + "@@global.time_zone, @@collation_connection"))
                .containsExactly("1", "1", "utf8mb4_general_ci");
        assertThat(row(url(database, "").withDatabase(""), "SELECT database()")).containsExactly((String) null);
        database.execute("CREATE TABLE t (a INT)");
        database.execute("INSERT INTO t VALUES (1), (2)");
        try (Connection connection = Jdbc.connect(url(database, ""));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE t SET a = 2")).isEqualTo(1);
        }
    }

    @OnSqlite
    void sqliteChecksForeignKeys(TestDatabase database) throws SQLException {
        assertThat(row(url(database, ""), "PRAGMA foreign_keys")).containsExactly("1");
        assertThat(row(url(database, ""), "PRAGMA busy_timeout")).containsExactly("5000");
        assertThat(row(url(database, "?socket_timeout=7"), "PRAGMA busy_timeout"))
                .containsExactly("7000");
    }

    @Test
    void sqliteFileOfAnyName(@TempDir Path folder) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse("file:x.db", folder);
        for (String name : new String[] {"a b.db", "a%20b.db", "a?b#c&d;e=f.db", "ü'\".db"}) {
            assertThat(row(url.withFile(Path.of(name)), "SELECT 1")).containsExactly("1");
            try (Connection connection = Jdbc.connect(url.withFile(Path.of(name)));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (a)");
            }
            assertThat(folder.resolve(name))
                    .satisfies(file -> assertThat(Files.size(file)).isPositive());
        }
    }

    @OnPostgres
    void socketTimeoutEndsAWait(TestDatabase database) throws SQLException {
        try (Connection connection = Jdbc.connect(url(database, "?socket_timeout=1"));
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
        }
    }

    @OnPostgres
    void connectTimeoutEndsOnceConnected(TestDatabase database) throws SQLException {
        assertThat(row(url(database, "?connect_timeout=1"), "SELECT 1 FROM pg_sleep(1.5)"))
                .containsExactly("1");
    }

    @Test
    void serverThatDoesNotAnswer() throws Exception {
        try (java.net.ServerSocket silent =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            for (String scheme : new String[] {"postgresql", "mysql"}) {
                DatabaseUrl url = DatabaseUrl.parse(
                        scheme + "://u:p@127.0.0.1:" + silent.getLocalPort() + "/d?connect_timeout=1", Path.of("."));
                assertThatThrownBy(() -> Jdbc.connect(url))
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .startsWith("08"));
            }
        }
    }
}
