package dev.refract.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.vorburger.exec.ManagedProcessException;
import dev.refract.Refract;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.EmbeddedMariadb;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encrypted connections and Unix sockets by MySQL's protocol, against a server of our own with certificates of our own.
 */
class MysqlTlsTest {

    @TempDir
    static Path temp;

    static EmbeddedMariadb server;

    @BeforeAll
    static void start() throws IOException {
        Certificates certificates = new Certificates(Files.createDirectory(temp.resolve("right")))
                .signed("server", "localhost", "san=dns:localhost")
                .signed("client", "with certificate");
        new Certificates(Files.createDirectory(temp.resolve("wrong")));
        server = EmbeddedMariadb.start(
                Files.createDirectory(temp.resolve("server")),
                "CREATE USER plain@'%' IDENTIFIED BY 'a/b?c#d@e:%f g';\n"
                        + "CREATE USER encrypted@'%' REQUIRE SSL;\nCREATE USER certified@'%' REQUIRE X509;",
                "--ssl-ca=" + certificates.file("ca.pem"),
                "--ssl-cert=" + certificates.file("server.crt"),
                "--ssl-key=" + certificates.file("server.key"));
    }

    @AfterAll
    static void stop() throws ManagedProcessException {
        if (server != null) {
            server.stop();
        }
    }

    private static String connected(String user, String host, String parameters) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(
                "mysql://" + user + "@" + host + ":" + server.port() + "/information_schema?" + parameters, temp);
        try (Connection connection = Jdbc.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_version'")) {
            row.next();
            return row.getString(2).isEmpty() ? "plain" : "encrypted";
        }
    }

    @Test
    void encryptedWhenTheUrlAsksForIt() throws SQLException {
        String user = "plain:a%2Fb%3Fc%23d%40e:%25f%20g";
        assertThat(connected(user, "127.0.0.1", "")).isEqualTo("plain");
        assertThat(connected(user, "127.0.0.1", "sslaccept=accept_invalid_certs"))
                .isEqualTo("encrypted");
        assertThat(connected("encrypted", "127.0.0.1", "sslcert=wrong/ca.pem")).isEqualTo("encrypted");
        assertThatThrownBy(() -> connected("encrypted", "127.0.0.1", "")).isInstanceOf(SQLException.class);
    }

    @Test
    void strictWantsTheRightAuthorityAndHost() throws SQLException {
        assertThat(connected("encrypted", "localhost", "sslaccept=strict&sslcert=right/ca.pem"))
                .isEqualTo("encrypted");
        for (String refused : new String[] {"sslaccept=strict&sslcert=wrong/ca.pem", "sslaccept=strict"}) {
            assertThatThrownBy(() -> connected("encrypted", "localhost", refused))
                    .as(refused)
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("trust anchors");
        }
        assertThatThrownBy(() -> connected("encrypted", "127.0.0.1", "sslaccept=strict&sslcert=right/ca.pem"))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("127.0.0.1");
        for (String parameter : new String[] {"sslcert", "sslidentity"}) {
            assertThatThrownBy(() -> connected("encrypted", "localhost", "sslaccept=strict&" + parameter + "=gone.pem"))
                    .hasMessageContainingAll(
                            "P1011",
                            "The file that " + parameter + " in the connection URL names can't be read",
                            "gone.pem");
        }
    }

    @Test
    void aServerWithoutTlsIsNotUnreachable() throws Exception {
        EmbeddedMariadb plain = EmbeddedMariadb.start(Files.createDirectory(temp.resolve("plain")), "", "--skip-ssl");
        try {
            for (String parameters : new String[] {"sslaccept=strict", "sslaccept=accept_invalid_certs"}) {
                RefractException refused = catchThrowableOfType(RefractException.class, () -> Refract.configure()
                        .url("mysql://root@127.0.0.1:" + plain.port() + "/test?" + parameters)
                        .migrations(temp)
                        .environment(Map.of())
                        .build()
                        .status());
                assertThat(refused.code()).contains(Code.P1011);
                assertThat(refused.what()).contains("has no TLS, and the connection URL requires it");
            }
        } finally {
            plain.stop();
        }
    }

    @Test
    void identityOfTheClient() throws SQLException {
        String password = URLEncoder.encode(Certificates.PASSWORD, StandardCharsets.UTF_8);
        assertThat(connected("certified", "127.0.0.1", "sslidentity=right/client.p12&sslpassword=" + password))
                .isEqualTo("encrypted");
        assertThatThrownBy(() -> connected("certified", "127.0.0.1", "sslaccept=accept_invalid_certs"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connected("certified", "127.0.0.1", "sslidentity=right/client.p12&sslpassword=not+it"))
                .isInstanceOf(SQLException.class)
                .message()
                .doesNotContain("not it");
    }

    @Test
    void trustFileGoesWithTheConnectionsSetUp() throws IOException {
        Path file;
        try (Tls.TrustFile trust = Tls.TrustFile.of(temp.resolve("right/ca.pem"))) {
            file = trust.file();
            assertThat(file).isNotEmptyFile();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void unixSocket() throws SQLException {
        String socket = URLEncoder.encode(server.getConfiguration().getSocket(), StandardCharsets.UTF_8);
        String user = "plain:a%2Fb%3Fc%23d%40e:%25f%20g";
        assertThat(connected(user, "nowhere.invalid", "socket=" + socket)).isEqualTo("plain");
        assertThat(connected(user, "nowhere.invalid", "sslaccept=strict&socket_timeout=5&socket=(" + socket + ")"))
                .isEqualTo("plain");
        assertThatThrownBy(() -> connected(user, "localhost", "socket=/nowhere/at/all"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }
}
