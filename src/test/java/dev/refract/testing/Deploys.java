package dev.refract.testing;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.report.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A migrations folder that grows, and deploys of it to one database: in this JVM, or as a process of its own. */
public final class Deploys {

    /**
     * MySQL's named locks are the whole server's, and a test of the tool would hold one for longer than others wait.
     */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", System.getenv("PATH"), "PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", "1");

    private final Path folder;
    private final String url;
    private final String provider;
    /** What the last deploy in this JVM told. */
    public final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    private Consumer<Event> watcher = event -> {};
    private int number;

    public Deploys(Path folder, String url) {
        this.folder = folder;
        this.url = url;
        provider = url.startsWith("postgres") ? "postgresql" : "mysql";
        write(folder.resolve("migrations/migration_lock.toml"), "provider = \"" + provider + "\"\n");
    }

    public Deploys(Path folder, TestDatabase database) {
        this(folder, database.url());
    }

    /** One more migration; returns its name. */
    public String add(String sql) {
        number++;
        String name = String.format("%014d_m", number);
        write(folder.resolve("migrations/" + name + "/migration.sql"), sql);
        return name;
    }

    /** A file beside the migration that was added last. */
    public Deploys with(String toml) {
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

    public DeployResult run(String... online) {
        return run(false, null, online);
    }

    public DeployResult plan(String... online) {
        return run(true, null, online);
    }

    public DeployResult resume(OptionalInt at, String... online) {
        return run(false, new DeployOptions.Resume(at), online);
    }

    private DeployResult run(boolean dryRun, DeployOptions.Resume resume, String... online) {
        events.clear();
        return Refract.configure()
                .url(url)
                .migrations(folder.resolve("migrations"))
                .environment(provider.equals("mysql") ? ENVIRONMENT : Map.of())
                .listener(event -> {
                    events.add(event);
                    watcher.accept(event);
                })
                .build()
                .deploy(DeployOptions.DEFAULT
                        .dryRun(dryRun)
                        .online(List.of(online))
                        .resume(resume));
    }

    /** What is done at each event of the deploys in this JVM, before they go on. */
    public void watch(Consumer<Event> each) {
        watcher = each;
    }

    /** {@code refract migrate deploy} as a process. */
    public Program process(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "migrate",
                "deploy",
                "--schema",
                schema().toString(),
                "--migrations",
                folder.resolve("migrations").toString()));
        line.addAll(List.of(arguments));
        Program program = RefractProgram.in(folder, line.toArray(String[]::new)).with("DATABASE_URL", url);
        return provider.equals("mysql") ? program.with("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK", "1") : program;
    }

    private Path schema() {
        Path schema = folder.resolve("schema.prisma");
        write(schema, "datasource db {\n  provider = \"" + provider + "\"\n  url = env(\"DATABASE_URL\")\n}\n");
        return schema;
    }

    /** The events of a kind. */
    public <E extends Event> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Where the migrations are. */
    public Path migrations() {
        return folder.resolve("migrations");
    }

    /** What the tool printed. */
    public List<String> toolLines() {
        return events.stream()
                .filter(Event.ToolOutput.class::isInstance)
                .map(event -> ((Event.ToolOutput) event).line())
                .toList();
    }
}
