package dev.refract.internal.migrate;

import dev.refract.Refract;
import dev.refract.report.Event;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A migrations folder that a test fills, and a Refract on it. */
public final class Project {

    public final List<Event> events = new ArrayList<>();
    private final Path folder;
    private final TestDatabase database;

    public Project(Path folder, TestDatabase database) {
        this.folder = folder;
        this.database = database;
        write("migration_lock.toml", "provider = \"" + database.dialect().provider() + "\"\n");
    }

    public Project migration(String name, String script) {
        return write(name + "/migration.sql", script);
    }

    public Project write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    public Refract.Builder configure() {
        return Refract.configure()
                .url(database.url())
                .migrations(folder)
                .environment(Map.of())
                .workingFolder(folder)
                .listener(events::add);
    }

    public Refract refract() {
        return configure().build();
    }

    /** The events of one kind, in order. */
    public <T extends Event> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
