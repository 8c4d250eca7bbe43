package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.migrate.ResetOptions;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OwnServer;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server refuses, and under which of Prisma's codes; no message may hold the password. */
class ServerErrorsTest {

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aWrongPassword(TestDatabase database) {
        assertCode(Code.P1000, database, database.wrongPasswordUrl());
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aPortWhereNobodyListens(TestDatabase database) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertCode(
                Code.P1001, database, database.url().replaceFirst(":\\d+/", ":" + port + "/") + "?connect_timeout=2");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aServerThatDoesNotAnswer(TestDatabase database) throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            RefractException error = refusal(
                    database,
                    database.url().replaceFirst(":\\d+/", ":" + silent.getLocalPort() + "/") + "?connect_timeout=2");
            assertThat(error.code()).as(error.getMessage()).hasValueSatisfying(code -> assertThat(code)
                    .isIn(Code.P1001, Code.P1002));
        }
    }

    /** What the error says to grant is granted, word by word, until the deploy goes through. */
    @OnPostgres
    void rightsOnTheLedgerThatAreMissing(TestDatabase database, @TempDir Path folder) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1);");
        project.refract().deploy();
        project.migration("2_b", "CREATE TABLE b AS SELECT 2 AS id;");
        project.migration("3_c", "CREATE TABLE c AS SELECT 3 AS id; COMMIT;");
        try (Stranger stranger = new Stranger(database)) {
            database.execute("GRANT USAGE, CREATE ON SCHEMA public TO " + stranger.name);
            Refract refract =
                    project.configure().url(stranger.url(database.url())).build();
            granted(database, stranger, refract, "SELECT, INSERT, UPDATE", "REVOKE UPDATE, INSERT ON");
            granted(database, stranger, refract, "INSERT, UPDATE", "REVOKE UPDATE ON");
            granted(database, stranger, refract, "UPDATE", "");
            assertThat(refract.deploy().applied()).containsExactly("2_b", "3_c");
            assertThat(database.query("SELECT a.id, b.id, c.id FROM a, b, c")).isEqualTo("1|2|3");
        }
    }

    private static void granted(
            TestDatabase database, Stranger stranger, Refract refract, String rights, String revoked)
            throws SQLException {
        RefractException refused = catchThrowableOfType(RefractException.class, refract::deploy);
        assertThat(refused.code()).as(refused.getMessage()).contains(Code.P1010);
        assertThat(refused.what()).contains("_prisma_migrations", stranger.name);
        String grant = "GRANT " + rights + " ON TABLE \"public\".\"_prisma_migrations\" TO \"" + stranger.name + "\"";
        assertThat(refused.next()).endsWith(grant).contains("owner, \"");
        database.execute(refused.next().substring(refused.next().indexOf("GRANT ")));
        if (!revoked.isEmpty()) {
            database.execute(revoked + " _prisma_migrations FROM " + stranger.name);
        }
    }

    /** Each of the ways out that the error offers is gone, from the same state. */
    @OnPostgres
    void whatOnlyAnOwnerMayDo(TestDatabase database, @TempDir Path folder) throws SQLException {
        try (Stranger stranger = new Stranger(database)) {
            database.execute("CREATE SCHEMA \"S p\"; CREATE TABLE \"S p\".\"T b\" (id INTEGER);"
                    + "INSERT INTO \"S p\".\"T b\" VALUES (7); GRANT USAGE, CREATE ON SCHEMA \"S p\", public TO "
                    + stranger.name);
            Project project = new Project(folder, database)
                    .migration("1_a", "CREATE TABLE c (id INTEGER);\nALTER TABLE \"S p\".\"T b\" ADD n INTEGER;");
            Refract refract =
                    project.configure().url(stranger.url(database.url())).build();
            helps(database, refract, "GRANT ", "GRANT postgres TO " + stranger.name);
            database.execute("REVOKE postgres FROM " + stranger.name + "; ALTER TABLE \"S p\".\"T b\" DROP n;");
            project.migration("2_b", "ALTER TABLE \"S p\".\"T b\" ADD n INTEGER;");
            helps(database, refract, "ALTER ", "ALTER TABLE \"S p\".\"T b\" OWNER TO " + stranger.name);

            database.execute("CREATE ROLE r" + database.name() + " NOINHERIT; ALTER TABLE \"S p\".\"T b\" OWNER TO r"
                    + database.name() + "; ALTER ROLE " + stranger.name + " NOINHERIT; GRANT r" + database.name()
                    + " TO "
                    + stranger.name);
            String script = "ALTER TABLE \"S p\".\"T b\" ADD m INTEGER;";
            project.migration("3_c", script);
            RefractException refused = catchThrowableOfType(RefractException.class, refract::deploy);
            String role = refused.what().replaceAll("(?s).*begin with: (SET ROLE \\w+).*", "$1");
            assertThat(role).isEqualTo("SET ROLE r" + database.name());
            refract.resolveRolledBack("3_c");
            database.execute("GRANT USAGE, CREATE ON SCHEMA \"S p\" TO r" + database.name());
            project.migration("3_c", role + ";\n" + script);
            assertThat(refract.deploy().applied()).containsExactly("3_c");
            assertThat(database.query("SELECT id, n, m FROM \"S p\".\"T b\"")).isEqualTo("7|null|null");
            database.execute("DROP OWNED BY r" + database.name() + "; DROP ROLE r" + database.name());
        }
    }

    private static void helps(TestDatabase database, Refract refract, String verb, String command) throws SQLException {
        RefractException refused = catchThrowableOfType(RefractException.class, refract::deploy);
        assertThat(refused.code()).as(refused.getMessage()).contains(Code.P3018);
        assertThat(refused.what()).contains("must be owner of table T b", "Its owner is postgres", command);
        String advised = refused.what().substring(refused.what().indexOf(": " + verb) + 2);
        database.execute(advised.substring(0, advised.indexOf('\n')));
        refract.resolveRolledBack(refused.place().orElseThrow().migration().orElseThrow());
        refract.deploy();
    }

    @OnPostgres
    void aSchemaThatTheUserMayNotCreateIn(TestDatabase database, @TempDir Path folder) throws SQLException {
        try (Stranger stranger = new Stranger(database)) {
            Project project = new Project(folder, database).migration("1_a", "CREATE TABLE other.c (id INTEGER);");
            database.execute("CREATE SCHEMA other; GRANT CREATE ON SCHEMA public TO " + stranger.name);
            Refract refract =
                    project.configure().url(stranger.url(database.url())).build();
            RefractException refused = catchThrowableOfType(RefractException.class, refract::deploy);
            assertThat(refused.code()).as(refused.getMessage()).contains(Code.P3018);
            String advised = refused.what().substring(refused.what().indexOf("GRANT "));
            database.execute(advised.substring(0, advised.indexOf('\n')));
            refract.resolveRolledBack("1_a");
            assertThat(refract.deploy().applied()).containsExactly("1_a");
        }
    }

    /** Neither the schema nor what is in it is the user's: no GRANT on the schema lets it be dropped. */
    @OnPostgres
    void aResetOfWhatOthersOwn(TestDatabase database, @TempDir Path folder) throws SQLException {
        try (Stranger stranger = new Stranger(database)) {
            database.execute("GRANT USAGE, CREATE ON SCHEMA public TO " + stranger.name
                    + "; CREATE EXTENSION hstore; CREATE TABLE theirs (id INTEGER);");
            Project project = new Project(folder, database)
                    .migration("1_a", "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1);");
            Refract refract =
                    project.configure().url(stranger.url(database.url())).build();
            RefractException refused = catchThrowableOfType(RefractException.class, refract::reset);
            assertThat(refused.code()).as(refused.getMessage()).contains(Code.P3016);
            if (refused.what().contains("extension")) {
                assertThat(refused.next()).contains("refract migrate reset --keep-extensions", "Its owner is postgres");
            }
            refused = catchThrowableOfType(
                    RefractException.class, () -> refract.reset(ResetOptions.DEFAULT.keepExtensions(true)));
            assertThat(refused.what()).contains("must be owner of table theirs");
            assertThat(refused.next()).contains("Its owner is postgres").doesNotContain("ON SCHEMA");
            database.execute(refused.next().substring(refused.next().indexOf("ALTER TABLE")));
            refract.reset(ResetOptions.DEFAULT.keepExtensions(true));
            assertThat(database.query(
                            "SELECT a.id, count(extname) FROM a, pg_extension WHERE extname = 'hstore' GROUP BY 1"))
                    .isEqualTo("1|1");
        }
    }

    @OnEveryDatabase
    void aDatabaseThatDoesNotExist(TestDatabase database) {
        RefractException error =
                catchThrowableOfType(RefractException.class, () -> refract(database, database.missingUrl())
                        .status());
        assertThat(error.code()).as(error.getMessage()).contains(Code.P1003);
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aSystemDatabase(TestDatabase database) {
        String system = database.kind() == Kind.POSTGRES ? "template1" : "mysql";
        assertCode(Code.P3004, database, database.url().replace("/" + database.name(), "/" + system));
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aUserWhoMayNotCreateTheDatabase(TestDatabase database) throws SQLException {
        try (Stranger stranger = new Stranger(database)) {
            // MySQL does not tell a stranger whether the database is there
            assertCode(
                    database.kind() == Kind.POSTGRES ? Code.P3000 : Code.P1010,
                    database,
                    stranger.url(database.missingUrl()));
        }
    }

    /** Whoever may create databases needs one to do it from; each that there is is tried. */
    @Test
    void aUserWhoMayNotConnectToTheDatabasesThatEachServerHas() throws Exception {
        try (OwnServer server = OwnServer.start(Kind.POSTGRES)) {
            server.execute("CREATE USER maker CREATEDB PASSWORD 'tests'");
            server.execute("CREATE DATABASE maker");
            server.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
            String url = server.url("shop").replaceFirst("//[^:]*:", "//maker:");
            Refract refract = refract(Kind.POSTGRES, url);
            refract.deploy();
            server.execute("DROP DATABASE shop");
            server.execute("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");
            refract.deploy();
            server.execute("DROP DATABASE shop");
            server.execute("DROP DATABASE maker");
            RefractException refused = catchThrowableOfType(RefractException.class, refract::deploy);
            assertThat(refused.code()).contains(Code.P3000);
            assertThat(refused.what()).contains("\"postgres\": ", "\"template1\": ", "\"maker\": ", "does not exist");
            server.execute(refused.next().substring(refused.next().indexOf("GRANT ")));
            server.execute("ALTER USER maker NOCREATEDB");
            refused = catchThrowableOfType(RefractException.class, refract::deploy);
            assertThat(refused.code()).contains(Code.P3000);
            server.execute(refused.next().substring(refused.next().indexOf("ALTER ROLE ")));
            assertThat(refract.deploy().applied()).isNotEmpty();
        }
    }

    @OnMysql
    @OnMariadb
    void aUserWhoMayNotUseTheDatabase(TestDatabase database) throws SQLException {
        try (Stranger stranger = new Stranger(database)) {
            RefractException error =
                    catchThrowableOfType(RefractException.class, () -> refract(database, stranger.url(database.url()))
                            .status());
            assertThat(error.code()).as(error.getMessage()).contains(Code.P1010);
        }
    }

    @OnPostgres
    void aUserWhoMayNotConnectToTheDatabase(TestDatabase database) throws SQLException {
        database.execute("REVOKE CONNECT ON DATABASE " + database.name() + " FROM PUBLIC");
        try (Stranger stranger = new Stranger(database)) {
            assertCode(Code.P1010, database, stranger.url(database.url()));
        }
    }

    /** A user of the server who may do nothing. */
    private record Stranger(TestDatabase database, String name) implements AutoCloseable {

        private static final String PASSWORD = "s3cret-of-the-stranger";

        Stranger(TestDatabase database) throws SQLException {
            this(database, "s" + database.name());
            database.execute(
                    database.kind() == Kind.POSTGRES
                            ? "CREATE USER " + name + " PASSWORD '" + PASSWORD + "'"
                            : "CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + PASSWORD + "'");
        }

        String url(String url) {
            return url.replaceFirst("//[^@]*@", "//" + name + ":" + PASSWORD + "@");
        }

        @Override
        public void close() throws SQLException {
            database.execute(
                    database.kind() == Kind.POSTGRES
                            ? "DROP OWNED BY " + name + "; DROP USER " + name
                            : "DROP USER '" + name + "'@'%'");
        }
    }

    private static void assertCode(Code code, TestDatabase database, String url) {
        RefractException error = refusal(database, url);
        assertThat(error.code()).as(error.getMessage()).contains(code);
    }

    private static RefractException refusal(TestDatabase database, String url) {
        RefractException error = catchThrowableOfType(
                RefractException.class, () -> refract(database, url).deploy());
        String password = url.replaceFirst(".*//[^:]*:([^@]*)@.*", "$1");
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage()))
                    .doesNotContain(":" + password + "@")
                    .doesNotContain("not-the-password", Stranger.PASSWORD);
        }
        assertThat(error.next()).isNotBlank();
        return error;
    }

    private static Refract refract(TestDatabase database, String url) {
        return refract(database.kind(), url);
    }

    private static Refract refract(Kind kind, String url) {
        Path migrations = Fixture.of(kind).migrations();
        return Refract.configure().url(url).migrations(migrations).build();
    }
}
