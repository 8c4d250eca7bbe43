package dev.refract.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encrypted connections and Unix sockets, against a server of our own: an embedded one with certificates of our own.
 */
class PostgresTlsTest {

    @TempDir
    static Path temp;

    static Certificates certificates;
    static Path sockets;
    static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        certificates = new Certificates(Files.createDirectory(temp.resolve("right")))
                .signed("server", "localhost", "san=dns:localhost")
                .signed("client", "with certificate");
        new Certificates(Files.createDirectory(temp.resolve("wrong")));
        sockets = Files.createTempDirectory("refract-pg");
        Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxrwxrwx"));
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "off")
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_ca_file", certificates.file("ca.pem").toString())
                .setServerConfig(
                        "ssl_cert_file", certificates.file("server.crt").toString())
                .setServerConfig("ssl_key_file", certificates.file("server.key").toString())
                .setServerConfig("unix_socket_directories", sockets.toString())
                .setServerConfig("timezone", "Europe/Berlin")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER \"with certificate\"");
            statement.execute("CREATE USER encrypted PASSWORD 'a/b?c#d@e:%f g'");
            try (ResultSet file = statement.executeQuery("SHOW hba_file")) {
                file.next();
                Files.writeString(Path.of(file.getString(1)), """
                        hostssl all "with certificate" all cert clientcert=verify-full
                        hostssl all encrypted all scram-sha-256
                        local all all trust
                        host all postgres all trust
                        """);
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        Files.deleteIfExists(sockets.resolve(".s.PGSQL." + server.getPort()));
        Files.deleteIfExists(sockets.resolve(".s.PGSQL." + server.getPort() + ".lock"));
        Files.deleteIfExists(sockets);
    }

    private static String connected(String user, String host, String parameters) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgresql://" + user + "@" + host + ":" + server.getPort() + "/postgres?" + parameters, temp);
        try (Connection connection = Jdbc.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT CASE WHEN ssl THEN 'encrypted' ELSE 'plain' END || ' ' || current_setting('TimeZone')"
                                + " FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void encryptedUnlessTheUrlSaysOtherwise() throws SQLException {
        assertThat(connected("postgres", "127.0.0.1", "")).isEqualTo("encrypted Europe/Berlin");
        assertThat(connected("postgres", "127.0.0.1", "sslmode=prefer")).isEqualTo("encrypted Europe/Berlin");
        assertThat(connected("postgres", "127.0.0.1", "sslmode=require")).isEqualTo("encrypted Europe/Berlin");
        assertThat(connected("postgres", "127.0.0.1", "sslmode=disable")).isEqualTo("plain Europe/Berlin");
        assertThat(connected(
                        "postgres", "127.0.0.1", "sslmode=require&sslcert=wrong/ca.pem&sslaccept=accept_invalid_certs"))
                .startsWith("encrypted");
    }

    @Test
    void strictWantsTheRightAuthorityAndHost() throws SQLException {
        assertThat(connected("postgres", "localhost", "sslmode=require&sslaccept=strict&sslcert=right/ca.pem"))
                .startsWith("encrypted");
        assertThat(connected("postgres", "localhost", "sslmode=verify-full&sslcert=right/ca.pem"))
                .startsWith("encrypted");
        assertThat(connected("postgres", "127.0.0.1", "sslmode=verify-ca&sslcert=right/ca.pem"))
                .startsWith("encrypted");
        for (String refused : new String[] {
            "sslmode=require&sslaccept=strict&sslcert=wrong/ca.pem",
            "sslaccept=strict&sslcert=wrong/ca.pem",
            "sslmode=require&sslaccept=strict",
            "sslmode=prefer&sslaccept=strict",
            "sslaccept=strict",
            "sslmode=verify-full",
            "sslmode=verify-ca&sslcert=wrong/ca.pem"
        }) {
            assertThatThrownBy(() -> connected("postgres", "localhost", refused))
                    .as(refused)
                    .isInstanceOf(SQLException.class)
                    .hasRootCauseInstanceOf(java.security.cert.CertPathBuilderException.class);
        }
        assertThatThrownBy(() ->
                        connected("postgres", "127.0.0.1", "sslmode=require&sslaccept=strict&sslcert=right/ca.pem"))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("No subject alternative names matching IP address 127.0.0.1");
    }

    /** A server, or a person between, that says it has no TLS gets no byte more, the password least of all. */
    @Test
    void strictSendsNothingToWhoSaysThereIsNoTls() throws Exception {
        for (String parameters : new String[] {"sslaccept=strict", "sslmode=require", "sslmode=verify-full"}) {
            try (ServerSocket between = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                CompletableFuture<byte[]> heard = CompletableFuture.supplyAsync(() -> afterSayingNo(between));
                RefractException refused = catchThrowableOfType(RefractException.class, () -> Refract.configure()
                        .url("postgresql://app:secret-1@127.0.0.1:" + between.getLocalPort() + "/db?" + parameters)
                        .migrations(temp)
                        .environment(Map.of())
                        .build()
                        .status());
                assertThat(refused.code()).contains(Code.P1011);
                assertThat(refused.what()).contains("has no TLS, and the connection URL requires it");
                assertThat(heard.get(10, TimeUnit.SECONDS)).as(parameters).isEmpty();
            }
        }
    }

    /** All that comes after the request for TLS was answered by a no. */
    private static byte[] afterSayingNo(ServerSocket between) {
        try (Socket client = between.accept()) {
            client.getInputStream().readNBytes(8);
            client.getOutputStream().write('N');
            client.setSoTimeout(5000);
            return client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void identityOfTheClient() throws SQLException {
        String user = "with%20certificate";
        String password = URLEncoder.encode(Certificates.PASSWORD, StandardCharsets.UTF_8);
        assertThat(connected(user, "127.0.0.1", "sslidentity=right/client.p12&sslpassword=" + password))
                .startsWith("encrypted");
        assertThatThrownBy(() -> connected(user, "127.0.0.1", ""))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("certificate");
        assertThatThrownBy(() -> connected(user, "127.0.0.1", "sslidentity=right/client.p12&sslpassword=not+it"))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("password")
                .message()
                .doesNotContain("not it");
        assertThatThrownBy(() -> connected(user, "127.0.0.1", "sslidentity=gone.p12"))
                .hasMessageContainingAll(
                        "P1011", "The file that sslidentity in the connection URL names can't be read", "gone.p12");
    }

    @Test
    void passwordOfAnyCharactersAndChannelBinding() throws SQLException {
        String user = "encrypted:a%2Fb%3Fc%23d%40e:%25f%20g";
        assertThat(connected(user, "localhost", "channel_binding=require")).startsWith("encrypted");
        assertThat(connected(user, "localhost", "channel_binding=disable")).startsWith("encrypted");
        assertThatThrownBy(() -> connected(user + "x", "localhost", ""))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void unixSocket() throws SQLException {
        String folder = URLEncoder.encode(sockets.toString(), StandardCharsets.UTF_8);
        assertThat(connected("encrypted", "nowhere.invalid", "host=" + folder)).isEqualTo("plain Europe/Berlin");
        assertThat(connected("encrypted", "nowhere.invalid", "sslmode=require&socket_timeout=5&host=" + folder))
                .isEqualTo("plain Europe/Berlin");
        assertThat(connected("encrypted", folder, "")).isEqualTo("plain Europe/Berlin");
        assertThatThrownBy(() -> connected("encrypted", "localhost", "host=/nowhere/at/all"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }
}
