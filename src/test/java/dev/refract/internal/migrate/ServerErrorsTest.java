package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;

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
            database.execute(database.kind() == Kind.POSTGRES ? "DROP USER " + name : "DROP USER '" + name + "'@'%'");
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
        Path migrations = Fixture.of(database.kind()).migrations();
        return Refract.configure().url(url).migrations(migrations).build();
    }
}
