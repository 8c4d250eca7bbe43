package dev.refract.cli;

import dev.refract.internal.migrate.hook.ChildProcess;
import dev.refract.report.Event;
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
final class Seed {

    private Seed() {}

    static void run(String line, Map<String, String> environment, Renderer renderer, String subject, String next) {
        Path folder = Path.of("").toAbsolutePath();
        ChildProcess command = new ChildProcess(
                "seed command", ChildProcess.shell(line), folder, withPrograms(environment, folder), Optional.empty());
        int code = command.run(output -> renderer.on(new Event.ToolOutput("seed", output)));
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
