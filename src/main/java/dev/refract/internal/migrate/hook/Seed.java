package dev.refract.internal.migrate.hook;

import dev.refract.report.Event;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the project's seed command, as Prisma does: after a reset, and alone. */
public final class Seed {

    /** What to do where it fails by itself. */
    public static final String AGAIN =
            "Fix it, and run this command again; what it did before it failed may be in the database.";

    private Seed() {}

    /**
     * The command of a project that should have one.
     *
     * @throws RefractException where it has none
     */
    public static String required(Optional<String> command) {
        return command.orElseThrow(() -> new RefractException(
                null,
                "The project has no seed command.",
                "Name one in prisma.config.ts, as migrations: { seed: \"tsx prisma/seed.ts\" }, or without that "
                        + "file in package.json, as \"prisma\": { \"seed\": \"tsx prisma/seed.ts\" }."));
    }

    /**
     * Runs it and waits for its end; its output is told as it comes.
     *
     * @param folder where it runs
     * @param subject what to call it where it fails
     * @param next what to do then
     */
    public static void run(
            String line, Path folder, Map<String, String> environment, Listener listener, String subject, String next) {
        ChildProcess command = new ChildProcess(
                "seed command", ChildProcess.shell(line), folder, withPrograms(environment, folder), Optional.empty());
        int code = command.run(output -> listener.on(new Event.ToolOutput("seed", output)));
        if (code != 0) {
            throw new RefractException(null, subject + " failed with exit code " + code + ": " + line, next);
        }
    }

    /**
     * With what is installed beside the project before all else on the path, as npx has it: most seed commands begin
     * with tsx or ts-node.
     */
    private static Map<String, String> withPrograms(Map<String, String> environment, Path folder) {
        String variable = environment.keySet().stream()
                .filter("PATH"::equalsIgnoreCase)
                .findFirst()
                .orElse("PATH");
        Stream<String> installed = Stream.iterate(folder, Objects::nonNull, Path::getParent)
                .map(place -> place.resolve("node_modules").resolve(".bin").toString());
        Map<String, String> extended = new HashMap<>(environment);
        extended.put(
                variable,
                Stream.concat(installed, Stream.ofNullable(environment.get(variable)))
                        .collect(Collectors.joining(File.pathSeparator)));
        return extended;
    }
}
