package dev.refract.internal.online.mysql;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.report.Event;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A migrations folder that grows, and deploys of it to one database: in this JVM, or as a process of its own. */
final class Deploys {

    /**
     * MySQL's named locks are the whole server's, and a test of the tool would hold one for longer than others wait.
     */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", System.getenv("PATH"), "PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", "1");

    private final Path folder;
    private final String url;
    /** What the last deploy in this JVM told. */
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    private int number;

    Deploys(Path folder, String url) {
        this.folder = folder;
        this.url = url;
        write(folder.resolve("migrations/migration_lock.toml"), "provider = \"mysql\"\n");
    }

    Deploys(Path folder, TestDatabase database) {
        this(folder, database.url());
    }

    /** One more migration; returns its name. */
    String add(String sql) {
        number++;
        String name = String.format("%014d_m", number);
        write(folder.resolve("migrations/" + name + "/migration.sql"), sql);
        return name;
    }

    /** A file beside the migration that was added last. */
    Deploys with(String toml) {
        write(folder.resolve(String.format("migrations/%014d_m/refract.toml", number)), toml);
        return this;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DeployResult run(String... online) {
        return run(false, null, online);
    }

    DeployResult plan(String... online) {
        return run(true, null, online);
    }

    DeployResult resume(OptionalInt at, String... online) {
        return run(false, new DeployOptions.Resume(at), online);
    }

    private DeployResult run(boolean dryRun, DeployOptions.Resume resume, String... online) {
        events.clear();
        return Refract.configure()
                .url(url)
                .migrations(folder.resolve("migrations"))
                .environment(ENVIRONMENT)
                .listener(events::add)
                .build()
                .deploy(DeployOptions.DEFAULT
                        .dryRun(dryRun)
                        .online(List.of(online))
                        .resume(resume));
    }

    /** {@code refract migrate deploy} as a process. */
    Program process(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "migrate",
                "deploy",
                "--schema",
                schema().toString(),
                "--migrations",
                folder.resolve("migrations").toString()));
        line.addAll(List.of(arguments));
        return RefractProgram.in(folder, line.toArray(String[]::new))
                .with("DATABASE_URL", url)
                .with("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", "1");
    }

    private Path schema() {
        Path schema = folder.resolve("schema.prisma");
        write(schema, "datasource db {\n  provider = \"mysql\"\n  url = env(\"DATABASE_URL\")\n}\n");
        return schema;
    }

    /** What the tool printed. */
    List<String> toolLines() {
        return events.stream()
                .filter(Event.ToolOutput.class::isInstance)
                .map(event -> ((Event.ToolOutput) event).line())
                .toList();
    }
}
