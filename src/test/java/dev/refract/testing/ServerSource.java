package dev.refract.testing;

import com.github.dockerjava.api.model.ExposedPort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** The places a server may come from: the environment, then Docker, then an embedded one out of a Maven artifact. */
final class ServerSource {

    /** Of the servers started here. They hold nothing but test data and listen on this machine alone. */
    private static final String PASSWORD = "tests";

    private ServerSource() {}

    /**
     * The first source that has one. A source that fails says so on standard output, and the next one is asked.
     *
     * @param failures told why a source has none
     */
    static Optional<Server> find(Kind kind, Consumer<String> failures) {
        return fromEnvironment(kind)
                .or(() -> attempt(kind, "Docker", () -> fromDocker(kind), failures))
                .or(() -> attempt(kind, "the embedded server", () -> embedded(kind), failures));
    }

    private interface Start {
        Optional<Server> start() throws Exception;
    }

    private static Optional<Server> attempt(Kind kind, String source, Start start, Consumer<String> failures) {
        try {
            return start.start();
        } catch (Exception | LinkageError e) {
            String failure = kind.label() + " from " + source + " did not start: " + e;
            System.out.println("Tests: " + failure);
            failures.accept(failure);
            return Optional.empty();
        }
    }

    private static Optional<Server> fromEnvironment(Kind kind) {
        String variable = "TEST_" + kind.name() + "_URL";
        return Optional.ofNullable(System.getenv(variable))
                .filter(url -> !url.isBlank())
                .map(url -> new Server(kind, variable, URI.create(url), () -> {}));
    }

    // ---- Docker

    private static Optional<Server> fromDocker(Kind kind) throws Exception {
        return own(kind).map(Container::server);
    }

    /** A server that no other test uses, in a container; empty without Docker. */
    static Optional<Container> own(Kind kind) throws IOException, InterruptedException {
        if (!DockerEngine.isAvailable()) {
            return Optional.empty();
        }
        String image = System.getProperty("test." + kind.name().toLowerCase(Locale.ROOT) + ".image");
        DockerEngine.fetch(image);
        Container container = new Container(kind, image);
        container.start();
        return Optional.of(container);
    }

    /** A server in a container: the official image or one that takes the same variables. */
    static final class Container extends GenericContainer<Container> {

        private static final Duration START = Duration.ofMinutes(2);

        private final Kind kind;

        Container(Kind kind, String image) {
            super(DockerImageName.parse(image));
            this.kind = kind;
            withExposedPorts(kind.port());
            withEnv(kind == Kind.POSTGRES ? "POSTGRES_PASSWORD" : kind.name() + "_ROOT_PASSWORD", PASSWORD);
            withCommand(command(kind));
            withLabel(
                    "dev.refract.test-run",
                    System.getenv().getOrDefault("TEST_RUN", "")); // .ci/run removes what is left of its own
            waitingFor(new Connecting().withStartupTimeout(START));
        }

        /** What a test database needs no guarantee of: that it survives the machine. */
        private static String[] command(Kind kind) {
            return switch (kind) {
                case POSTGRES ->
                    new String[] {
                        "postgres",
                        "-c",
                        "fsync=off",
                        "-c",
                        "full_page_writes=off",
                        "-c",
                        "synchronous_commit=off",
                        "-c",
                        "max_connections=200",
                        "-c",
                        "wal_level=logical"
                    };
                case MYSQL ->
                    new String[] {"--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--innodb-doublewrite=OFF"};
                case MARIADB -> new String[] {"--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite"};
                case SQLITE -> throw new IllegalArgumentException("SQLite has no server");
            };
        }

        Server server() {
            return new Server(kind, "Docker, image " + getDockerImageName(), url(), this::stop);
        }

        /** The server again, after its process ended and began anew. */
        Server restarted() {
            getDockerClient().restartContainerCmd(getContainerId()).exec();
            int port = Integer.parseInt(getDockerClient()
                    .inspectContainerCmd(getContainerId())
                    .exec()
                    .getNetworkSettings()
                    .getPorts()
                    .getBindings()
                    .get(new ExposedPort(kind.port()))[0]
                    .getHostPortSpec());
            Server server = new Server(kind, "Docker", address(kind, getHost(), port, PASSWORD), this::stop);
            awaitConnection(server);
            return server;
        }

        private void awaitConnection(Server server) {
            Awaitility.await()
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .failFast("the container stopped: " + getDockerImageName(), () -> !isRunning())
                    .until(() -> {
                        server.connect().close();
                        return true;
                    });
        }

        URI url() {
            return address(kind, getHost(), getMappedPort(kind.port()), PASSWORD);
        }

        /**
         * Ready is what takes a connection: while they set up, the official images listen on a socket only, and an
         * image that stands in for one need not have the shell that Testcontainers looks at ports with.
         */
        private final class Connecting extends AbstractWaitStrategy {
            @Override
            protected void waitUntilReady() {
                awaitConnection(server());
            }
        }
    }

    // ---- embedded

    static Optional<Server> embedded(Kind kind) throws Exception {
        return switch (kind) {
            case POSTGRES -> Optional.of(embeddedPostgres());
            case MARIADB -> Optional.of(embeddedMariadb());
            case MYSQL, SQLITE -> Optional.empty();
        };
    }

    private static Server embeddedPostgres() throws IOException, SQLException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "200")
                .setServerConfig("wal_level", "logical")
                .start();
        Runnable stop = () -> {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        Server server = new Server(
                Kind.POSTGRES, "embedded", address(Kind.POSTGRES, "127.0.0.1", postgres.getPort(), PASSWORD), stop);
        wantPasswords(server);
        return server;
    }

    /** It comes up trusting everybody, which no test of a wrong password could fail on. */
    private static void wantPasswords(Server server) throws IOException, SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER postgres PASSWORD '" + PASSWORD + "'");
            try (ResultSet file = statement.executeQuery("SHOW hba_file")) {
                file.next();
                Files.writeString(Path.of(file.getString(1)), "host all all all scram-sha-256\n");
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static Server embeddedMariadb() throws IOException {
        Path folder = Files.createTempDirectory(
                "refract-test-mariadb"); // another run's server must not lose its binaries to this one's end
        EmbeddedMariadb database = EmbeddedMariadb.start(
                folder,
                "ALTER USER root@localhost IDENTIFIED BY '" + PASSWORD + "';", // a socket's root without it
                "--innodb-flush-log-at-trx-commit=0",
                "--skip-innodb-doublewrite");
        Runnable stop = () -> {
            try {
                database.stop();
                Folders.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return new Server(
                Kind.MARIADB, "embedded", address(Kind.MARIADB, "127.0.0.1", database.port(), PASSWORD), stop);
    }

    private static URI address(Kind kind, String host, int port, String password) {
        String user = kind == Kind.POSTGRES ? "postgres" : "root";
        return URI.create(kind.dialect().provider() + "://" + user + ":" + password + "@" + host + ":" + port);
    }
}
