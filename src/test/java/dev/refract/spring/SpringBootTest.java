package dev.refract.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.Refract;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.testing.Folders;
import dev.refract.testing.MavenProgram;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.testcontainers.DockerClientFactory;

/**
 * A real application with JPA (src/it/spring-boot), built by Maven and started as processes, with Boot 4 and Boot 3.5.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need rights there")
@Execution(ExecutionMode.SAME_THREAD) // each is a JVM with Hibernate: side by side they are slower than one by one
class SpringBootTest {

    private static final String BOOT_4 = "4.1.2";
    private static final String BOOT_3 = "3.5.16";

    @TempDir
    private Path audit;

    private static final Map<String, String> CLASS_PATHS = new ConcurrentHashMap<>();

    /** The application's class path; built once for each version of Boot. */
    private static String classPath(String boot) {
        return CLASS_PATHS.computeIfAbsent(boot, SpringBootTest::build);
    }

    private static String build(String boot) {
        Path project = Path.of("target/it/spring-boot-" + boot).toAbsolutePath();
        if (Files.exists(project)) {
            Folders.delete(project);
        }
        Folders.copy(Path.of("src/it/spring-boot"), project);
        Program.Outcome built = MavenProgram.get()
                .run(
                        project,
                        null,
                        "-q",
                        "-Dboot.version=" + boot,
                        "compile",
                        "dependency:build-classpath",
                        "-Dmdep.outputFile=target/classpath")
                .run();
        assertThat(built.exit()).as(built.out()).isZero();
        try {
            return project.resolve("target/classes")
                    + File.pathSeparator
                    + Files.readString(project.resolve("target/classpath")).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Program application(String boot, TestDatabase database, String... arguments) {
        return application(List.of("-cp", classPath(boot), "com.example.NotesApplication"), database, arguments);
    }

    private static Program application(List<String> what, TestDatabase database, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(what);
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));
        if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--spring.datasource.url="))) {
            command.add("--spring.datasource.url=jdbc:postgresql://" + url.host() + ":" + url.port() + "/"
                    + url.database());
        }
        if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--spring.datasource.username="))) {
            command.addAll(List.of(
                    "--spring.datasource.username=" + url.user(), "--spring.datasource.password=" + url.password()));
        }
        command.addAll(List.of(arguments));
        return new Program(command, Path.of("target"));
    }

    private static String started(Program program) {
        Program.Outcome outcome = program.run();
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        return outcome.out();
    }

    @OnPostgres
    void boot4StartsOnAnEmptyDatabaseAndOnACurrentOne(TestDatabase database) throws Exception {
        startsOnAnEmptyDatabaseAndOnACurrentOne(BOOT_4, database);
    }

    @OnPostgres
    void boot3StartsOnAnEmptyDatabaseAndOnACurrentOne(TestDatabase database) throws Exception {
        startsOnAnEmptyDatabaseAndOnACurrentOne(BOOT_3, database);
    }

    private static void startsOnAnEmptyDatabaseAndOnACurrentOne(String boot, TestDatabase database) throws Exception {
        String first = started(application(boot, database));
        assertThat(first)
                .contains("NOTE from a migration pinned=false")
                .contains("2 of 2 migrations applied now")
                .contains("TIMER 20260102000000_pinned applied 1")
                .containsPattern("ENDPOINT refract status .*upToDate=true")
                .containsPattern("ENDPOINT refract status \\{result=status, .*state=applied")
                .contains("INFO {upToDate=true, consistent=true, applied=2, pending=[], failed=[]}")
                .containsPattern("ENDPOINT refract status .*20260101000000_notes")
                .containsPattern("ENDPOINT refract drift \\{result=error.*A scratch database needs a connection URL");
        assertThat(first)
                .containsPattern("HEALTH .*UP .*upToDate=true, consistent=true, applied=2")
                .as("the actuator knows it")
                .containsPattern("READY .*(UP|Health)");
        String second = started(application(
                boot,
                database,
                "--spring.main.lazy-initialization=true",
                "--refract.datasource.url=" + database.url()));
        assertThat(second)
                .containsPattern("ENDPOINT refract drift \\{result=drift, .*applied=\\[2026.*differences=\\[\\]");
        assertThat(second)
                .contains("NOTE from a migration pinned=false")
                .contains("0 of 2 migrations applied now")
                .doesNotContain("TIMER");
        assertThat(database.query("SELECT migration_name, applied_steps_count FROM _prisma_migrations ORDER BY 1"))
                .isEqualTo("20260101000000_notes|1\n20260102000000_pinned|1");
    }

    @OnPostgres
    void boot4PausesADataMigrationWhenItIsTerminated(TestDatabase database) throws Exception {
        pausesADataMigrationWhenItIsTerminated(BOOT_4, database);
    }

    @OnPostgres
    void boot3PausesADataMigrationWhenItIsTerminated(TestDatabase database) throws Exception {
        pausesADataMigrationWhenItIsTerminated(BOOT_3, database);
    }

    /** Over Boot's own pool; the data migration is on the class path. */
    private static void pausesADataMigrationWhenItIsTerminated(String boot, TestDatabase database) throws Exception {
        assertThat(started(application(boot, database))).contains("NOTE from a migration pinned=false");
        database.execute("INSERT INTO note (text) SELECT 'n' FROM generate_series(1, 2000)");
        String state = "SELECT state, rows_changed FROM _refract.data_migrations";
        String changed = "SELECT count(*) FROM note WHERE text LIKE '%!'";
        try (Program.Running running = application(
                        boot,
                        database,
                        "--spring.main.keep-alive=true",
                        "--refract.data.run=background",
                        "--refract.data.batch-size=10",
                        "--refract.data.sleep=50ms")
                .start()) {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !database.query(changed)
                    .equals("0"));
            running.terminate();
            assertThat(running.await().out())
                    .contains("NOTE from a migration pinned=false")
                    .contains("20260103000000_shout` was interrupted")
                    .contains("The next start goes on.");
        }
        String rows = database.query(changed);
        assertThat(database.query(state)).isEqualTo("paused|" + rows);
        assertThat(Integer.parseInt(rows)).isBetween(1, 2000);
        String second = started(application(boot, database, "--refract.data.run=startup"));
        assertThat(second)
                .contains("Data migration `20260103000000_shout` is done")
                .contains("NOTE from a migration! pinned=false");
        assertThat(database.query(state)).isEqualTo("done|2001");
        assertThat(database.query("SELECT count(*) FROM note WHERE text IN ('n!', 'from a migration!')"))
                .isEqualTo("2001");
    }

    @OnPostgres
    void boot4MigratesSeveralDatabases(TestDatabase database) throws Exception {
        migratesSeveralDatabases(BOOT_4, database);
    }

    @OnPostgres
    void boot3MigratesSeveralDatabases(TestDatabase database) throws Exception {
        migratesSeveralDatabases(BOOT_3, database);
    }

    /** Schemas of one server stand for two databases. */
    private void migratesSeveralDatabases(String boot, TestDatabase database) throws Exception {
        database.execute("CREATE SCHEMA audit");
        Path migration = Files.createDirectories(audit.resolve("20260301000000_trail"));
        Files.writeString(audit.resolve("migration_lock.toml"), "provider = \"postgresql\"\n");
        Files.writeString(migration.resolve("migration.sql"), "CREATE TABLE trail (id INTEGER);\n");
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));
        String[] two = {
            "--spring.profiles.active=audit",
            "--audit.url=jdbc:postgresql://" + url.host() + ":" + url.port() + "/" + url.database()
                    + "?currentSchema=audit",
            "--refract.databases.notes.datasource.bean=dataSource",
            "--refract.databases.trail.datasource.bean=auditDataSource",
            "--refract.databases.trail.migrations=" + audit
        };
        assertThat(started(application(boot, database, two)))
                .contains("NOTE from a migration pinned=false", "2 of 2 migrations applied now")
                .contains("refract.databases.trail:", "1 of 1 migrations applied now")
                .containsPattern("INFO \\{notes=\\{upToDate=true.*, trail=\\{upToDate=true.*applied=1")
                .containsPattern("HEALTH .*UP .*notes=.*trail=")
                .containsPattern("ENDPOINT refract status \\{notes=\\{result=status.*trail=\\{result=status");
        assertThat(database.query("SELECT migration_name FROM audit._prisma_migrations"))
                .isEqualTo("20260301000000_trail");
        assertThat(database.query("SELECT count(*) FROM public._prisma_migrations"))
                .isEqualTo("2");

        two[3] = "--refract.databases.trail.datasource.bean=aduitDataSource";
        assertThat(application(boot, database, two).run().out())
                .contains(
                        "APPLICATION FAILED TO START",
                        "refract.databases.trail.datasource.bean names no DataSource of the application: "
                                + "aduitDataSource.",
                        "auditDataSource");
    }

    @OnPostgres
    void aFailedDatabaseStopsTheStartWithWhatToDo(TestDatabase database) throws Exception {
        Refract.configure()
                .url(database.url())
                .migrations(Path.of("src/it/spring-boot/prisma/migrations"))
                .environment(Map.of())
                .build()
                .deploy();
        database.execute(
                "UPDATE _prisma_migrations SET finished_at = NULL, logs = 'it went wrong' WHERE migration_name = "
                        + "'20260102000000_pinned'");
        for (String boot : List.of(BOOT_4, BOOT_3)) {
            Program.Outcome failed = application(boot, database).run();
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.out())
                    .contains("APPLICATION FAILED TO START")
                    .contains("P3009")
                    .contains("it went wrong")
                    .contains("refract migrate resolve --rolled-back 20260102000000_pinned")
                    .contains("java -jar refract.jar")
                    .doesNotContain("\tat dev.refract")
                    .doesNotContain("NOTE");
        }
    }

    @OnPostgres
    void theStartWaitsForADatabaseThatIsNotThereYet(TestDatabase database) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String nowhere = "--refract.datasource.url=postgresql://u@127.0.0.1:" + port + "/shop";
        Program.Outcome never = application(BOOT_4, database, nowhere, "--refract.wait-for-database=2s")
                .run();
        assertThat(never.exit()).isEqualTo(1);
        assertThat(never.out()).contains("P1001", "nothing listens on that port", "Waiting for it, 2.0 s at most.");
        assertThat(application(BOOT_4, database, nowhere).run().out())
                .contains("P1001")
                .doesNotContain("Waiting for it");
    }

    @OnPostgres
    void threeInstancesStartAtOnce(TestDatabase database) throws Exception {
        classPath(BOOT_4);
        List<Program.Running> instances = Stream.generate(
                        () -> application(BOOT_4, database).start())
                .limit(3)
                .toList();
        List<Program.Outcome> outcomes =
                instances.stream().map(Program.Running::await).toList();
        assertThat(outcomes)
                .allSatisfy(
                        outcome -> assertThat(outcome.exit()).as(outcome.out()).isZero())
                .allSatisfy(outcome -> assertThat(outcome.out()).contains("NOTE from a migration"));
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.out().contains("2 of 2 migrations applied now"))
                .hasSize(1);
        assertThat(database.query("SELECT count(*) FROM note")).isEqualTo("1");
    }

    @OnPostgres
    void anExecutableJarFindsTheMigrationsInIt(TestDatabase database) throws Exception {
        Path jar = Path.of("target/it/notes.jar").toAbsolutePath();
        executable(jar, classPath(BOOT_4).split(File.pathSeparator));
        assertThat(started(application(List.of("-jar", jar.toString()), database)))
                .contains("NOTE from a migration pinned=false")
                .contains("2 of 2 migrations applied now");
    }

    /** The layout that Boot's plugin for Maven makes: classes and jars inside a jar, and the loader that reads them. */
    private static void executable(Path file, String[] classPath) throws IOException {
        Manifest manifest = new Manifest();
        Map.of(
                        "Manifest-Version",
                        "1.0",
                        "Main-Class",
                        "org.springframework.boot.loader.launch.JarLauncher",
                        "Start-Class",
                        "com.example.NotesApplication",
                        "Spring-Boot-Classes",
                        "BOOT-INF/classes/",
                        "Spring-Boot-Lib",
                        "BOOT-INF/lib/")
                .forEach(manifest.getMainAttributes()::putValue);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            out.setMethod(JarOutputStream.STORED);
            Path classes = Path.of(classPath[0]);
            try (Stream<Path> parts = Files.walk(classes)) {
                for (Path part : parts.toList()) {
                    String name = "BOOT-INF/classes/"
                            + (part.equals(classes)
                                    ? ""
                                    : classes.relativize(part).toString().replace(File.separatorChar, '/')
                                            + (Files.isDirectory(part) ? "/" : ""));
                    store(out, name, Files.isDirectory(part) ? new byte[0] : Files.readAllBytes(part));
                }
            }
            for (String jar : List.of(classPath).subList(1, classPath.length)) {
                Path path = Path.of(jar);
                if (path.getFileName().toString().startsWith("spring-boot-loader-")) {
                    unpack(out, path);
                } else {
                    store(out, "BOOT-INF/lib/" + path.getFileName(), Files.readAllBytes(path));
                }
            }
        }
    }

    private static void unpack(JarOutputStream out, Path loader) throws IOException {
        try (JarFile jar = new JarFile(loader.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory()
                        && (entry.getName().startsWith("org/")
                                || entry.getName().startsWith("META-INF/services/"))) {
                    store(out, entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private static void store(JarOutputStream out, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    @OnPostgres
    void anotherUserMigrates(TestDatabase database) throws Exception {
        DatabaseUrl owner = DatabaseUrl.parse(database.url(), Path.of(""));
        String user = database.name() + "_app";
        database.execute("CREATE ROLE " + user
                + " LOGIN PASSWORD 'small'; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO "
                + user);
        try {
            String[] small = {"--spring.datasource.username=" + user, "--spring.datasource.password=small"};
            Program.Outcome denied = application(BOOT_4, database, small).run();
            assertThat(denied.out()).contains("APPLICATION FAILED TO START").contains("P1010");
            String started = started(application(
                    BOOT_4,
                    database,
                    small[0],
                    small[1],
                    "--refract.datasource.username=" + owner.user(),
                    "--refract.datasource.password=" + owner.password()));
            assertThat(started).contains("NOTE from a migration").contains("2 of 2 migrations applied now");
        } finally {
            database.execute("DROP OWNED BY " + user + "; DROP ROLE " + user);
        }
    }

    @OnPostgres
    void slicesOfBoot4AreMigrated(TestDatabase database) throws Exception {
        slicesAreMigrated(BOOT_4, "boot4", 3, database);
    }

    @OnPostgres
    void slicesOfBoot3AreMigrated(TestDatabase database) throws Exception {
        slicesAreMigrated(BOOT_3, "boot3", 4, database);
    }

    /**
     * {@code @DataJpaTest} and its like, and a container's database, by Maven as a user runs them. Boot 4's jOOQ needs
     * Java 21.
     */
    private static void slicesAreMigrated(String boot, String tests, int slices, TestDatabase database)
            throws Exception {
        Path project = Path.of("target/it/slices-" + boot).toAbsolutePath();
        if (Files.exists(project)) {
            Folders.delete(project);
        }
        Folders.copy(Path.of("src/it/spring-boot"), project);
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));
        boolean docker = DockerClientFactory.instance().isDockerAvailable();
        Program.Outcome outcome = MavenProgram.get()
                .run(
                        project,
                        null,
                        "test",
                        "-Dboot.version=" + boot,
                        "-Dtests=" + tests,
                        "-Dtest=" + (docker ? "SlicesTest*,ServiceConnectionTest" : "SlicesTest*"),
                        "-Dtest.postgres.image=" + System.getProperty("test.postgres.image"),
                        "-Dspring.datasource.url=jdbc:postgresql://" + url.host() + ":" + url.port() + "/"
                                + url.database(),
                        "-Dspring.datasource.username=" + url.user(),
                        "-Dspring.datasource.password=" + url.password())
                .run();
        assertThat(outcome.exit()).as(outcome.out()).isZero();
        assertThat(outcome.out())
                .contains("Tests run: " + (docker ? slices + 1 : slices) + ", Failures: 0, Errors: 0, Skipped: 0");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("2");
    }

    @OnPostgres
    void aDatabaseThatIsMissingIsSaidToBe(TestDatabase database) {
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));
        Program.Outcome failed = application(
                        BOOT_4,
                        database,
                        "--spring.datasource.url=jdbc:postgresql://" + url.host() + ":" + url.port() + "/not_there")
                .run();
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out())
                .contains("APPLICATION FAILED TO START")
                .contains("P1003")
                .contains("not_there")
                .contains("Create it");
    }

    @OnPostgres
    void withoutTheSwitchNothingRuns(TestDatabase database) {
        Program.Outcome outcome =
                application(BOOT_4, database, "--refract.enabled=false").run();
        assertThat(outcome.exit()).as("Hibernate misses its table").isEqualTo(1);
        assertThat(outcome.out()).contains("note").doesNotContain("migrations applied now");
    }
}
