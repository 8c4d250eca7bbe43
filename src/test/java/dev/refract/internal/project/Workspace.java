package dev.refract.internal.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A folder to write a project into, and an environment to find it with. */
record Workspace(Path folder, Map<String, String> environment) {

    Workspace(Path folder) {
        this(folder, new HashMap<>());
    }

    Workspace file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Workspace file(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Workspace set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    ProjectOptions options() {
        return ProjectOptions.in(folder, environment);
    }

    Project find() {
        return Project.find(options());
    }

    /** A schema at the usual place, whose block has this provider and these lines. */
    Workspace schema(String provider, String... lines) {
        return file("prisma/schema.prisma", block(provider, lines));
    }

    static String block(String provider, String... lines) {
        return "datasource db {\n  provider = \"" + provider + "\"\n  " + String.join("\n  ", lines) + "\n}\n";
    }
}
