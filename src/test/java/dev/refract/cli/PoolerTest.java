package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refract.testing.Missing;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Prisma;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPrisma;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;

/** Deploys through PgBouncer, which gives each transaction whichever server process is free. */
@SuppressWarnings("try") // a pooler is only there while the block runs
class PoolerTest {

    private static final int MIGRATIONS = 6;

    @TempDir
    private Path bouncer;

    @TempDir
    private Path project;

    private int port;

    @OnPostgres
    void threeDeploysAtOnceApplyEachMigrationOnce(TestDatabase database) throws Exception {
        write(MIGRATIONS);
        Path applied = project.resolve("applied");
        Files.writeString(
                project.resolve("refract.toml"),
                "[hooks]\nafter_each_migration = \"echo $REFRACT_MIGRATION >> '" + applied + "'\"\n");
        try (Program.Running pooler = pooler(database, "transaction")) {
            List<Program.Outcome> outcomes = atOnce(3, database);

            assertThat(outcomes)
                    .allSatisfy(outcome ->
                            assertThat(outcome.exit()).as(outcome.toString()).isZero());
        }
        assertThat(Files.readAllLines(applied))
                .as("what the hooks were told")
                .hasSize(MIGRATIONS)
                .doesNotHaveDuplicates();
        assertThat(database.query("SELECT count(*), count(DISTINCT n) FROM pooled"))
                .isEqualTo(MIGRATIONS + "|" + MIGRATIONS);
        assertThat(database.query("SELECT count(*), count(finished_at) FROM _prisma_migrations"))
                .isEqualTo(MIGRATIONS + "|" + MIGRATIONS);
    }

    /** Prisma goes around the pooler, as its documentation says; an application goes through it all the while. */
    @OnPostgres
    @WithPrisma
    void prismaAndTwoDeploysAtOnceWithTraffic(TestDatabase database, Prisma prisma) throws Exception {
        write(MIGRATIONS);
        database.execute("CREATE SCHEMA app; CREATE TABLE app.visits (id SERIAL PRIMARY KEY, seen TEXT)");
        Files.writeString(migrations().resolve("migration_lock.toml"), "provider = \"postgresql\"\n");
        AtomicBoolean over = new AtomicBoolean();
        try (Program.Running pooler = pooler(database, "transaction")) {
            List<CompletableFuture<Integer>> traffic =
                    List.of(visits(database, over), visits(database, over), visits(database, over));
            CompletableFuture<Program.Outcome> theirs =
                    CompletableFuture.supplyAsync(() -> prisma.migrate(database, migrations(), "deploy"));
            List<Program.Outcome> ours = atOnce(2, database);
            Program.Outcome prismas = theirs.join();
            over.set(true);

            assertThat(prismas.exit()).as(prismas.toString()).isZero();
            assertThat(ours)
                    .allSatisfy(outcome ->
                            assertThat(outcome.exit()).as(outcome.toString()).isZero());
            int visits = traffic.stream().mapToInt(CompletableFuture::join).sum();
            assertThat(visits).isPositive();
            assertThat(database.query("SELECT count(*), min(seen), max(seen) FROM app.visits"))
                    .as("rows, and no search_path that a deploy left on the server's connection")
                    .isEqualTo(visits + "|\"$user\", public|\"$user\", public");
        }
        assertThat(database.query("SELECT count(*), count(DISTINCT n) FROM pooled"))
                .isEqualTo(MIGRATIONS + "|" + MIGRATIONS);
        assertThat(database.query("SELECT count(*), count(finished_at) FROM _prisma_migrations"))
                .isEqualTo(MIGRATIONS + "|" + MIGRATIONS);
    }

    @OnPostgres
    void nothingStaysOnThePoolersConnections(TestDatabase database) throws Exception {
        write(2);
        try (Program.Running pooler = pooler(database, "transaction")) {
            Program.Outcome deployed = deploy(database).run();

            assertThat(deployed.exit()).as(deployed.toString()).isZero();
            assertThat(deployed.err()).contains("goes through a pooler");
            assertThat(database.query("SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE "
                            + "l.locktype = 'advisory' AND d.datname = current_database()"))
                    .isEqualTo("0");
        }
    }

    @OnPostgres
    void aScriptThatNeedsASessionIsRefused(TestDatabase database) throws Exception {
        write(1);
        Files.createDirectories(migrations().resolve("9_session"));
        Files.writeString(
                migrations().resolve("9_session/migration.sql"),
                "SET statement_timeout = 0;\nCREATE INDEX CONCURRENTLY i ON pooled (n);\n");
        try (Program.Running pooler = pooler(database, "session")) {
            Program.Outcome refused = deploy(database).run();

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("statement 1 sets something in it", "directUrl");
        }
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE migration_name = '9_session'"))
                .isEqualTo("0");
    }

    /** An application's short transactions through the pooler until it is over; how many rows they left. */
    private CompletableFuture<Integer> visits(TestDatabase database, AtomicBoolean over) {
        return CompletableFuture.supplyAsync(() -> {
            int count = 0;
            try (Connection connection = DriverManager.getConnection(jdbc(database))) {
                connection.setAutoCommit(false);
                for (; !over.get(); count++) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("INSERT INTO app.visits (seen) VALUES (current_setting('search_path'))");
                    }
                    connection.commit();
                }
                return count;
            } catch (SQLException e) {
                throw new IllegalStateException("the application's transaction " + count, e);
            }
        });
    }

    private Path migrations() {
        return project.resolve("migrations");
    }

    private void write(int count) throws IOException {
        for (int i = 1; i <= count; i++) {
            Path folder = Files.createDirectories(migrations().resolve(i + "_m"));
            Files.writeString(
                    folder.resolve("migration.sql"),
                    "CREATE TABLE IF NOT EXISTS pooled (n INT);\nINSERT INTO pooled VALUES (" + i
                            + ");\nSELECT pg_sleep(0.2);\n");
        }
    }

    private List<Program.Outcome> atOnce(int deploys, TestDatabase database) {
        List<Program.Running> running = new ArrayList<>();
        for (int i = 0; i < deploys; i++) {
            running.add(deploy(database).start());
        }
        return running.stream().map(Program.Running::await).toList();
    }

    private String jdbc(TestDatabase database) {
        URI real = URI.create(database.url());
        String[] login = real.getUserInfo().split(":", 2);
        return "jdbc:postgresql://127.0.0.1:" + port + real.getPath() + "?prepareThreshold=0&user=" + login[0]
                + "&password=" + (login.length > 1 ? login[1] : "");
    }

    private Program deploy(TestDatabase database) {
        URI real = URI.create(database.url());
        String url = "postgresql://" + real.getUserInfo() + "@127.0.0.1:" + port + real.getPath();
        return RefractProgram.in(
                project,
                "migrate",
                "deploy",
                "--url",
                url,
                "--migrations",
                migrations().toString());
    }

    private Program.Running pooler(TestDatabase database, String mode) throws IOException {
        Missing.unlessOnPath("pgbouncer");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI real = URI.create(database.url());
        String[] user = real.getUserInfo().split(":", 2);
        Files.writeString(
                bouncer.resolve("users"), "\"" + user[0] + "\" \"" + (user.length > 1 ? user[1] : "") + "\"\n");
        Files.writeString(bouncer.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = %s
                default_pool_size = 4
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        real.getHost(), real.getPort(), port, bouncer.resolve("users"), mode));
        List<String> command = new ArrayList<>(List.of("pgbouncer"));
        if ("root".equals(System.getProperty("user.name"))) { // which it refuses to be
            Files.setPosixFilePermissions(bouncer, PosixFilePermissions.fromString("rwxr-xr-x"));
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(bouncer.resolve("pgbouncer.ini").toString());
        Program.Running running = new Program(command, bouncer).start();
        await().atMost(Duration.ofSeconds(20)).until(this::isListening);
        return running;
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
