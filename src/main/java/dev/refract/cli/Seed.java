package dev.refract.cli;

import dev.refract.migrate.Command;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.util.Optional;

/** Runs the project's seed command, as Prisma does after a reset. */
final class Seed {

    private Seed() {
    }

    static void run(String line, Renderer renderer) {
        Command command = new Command("seed command", Command.shell(line), Path.of("").toAbsolutePath(), System.getenv(), Optional.empty());
        int code = command.run(output -> renderer.on(new Event.ToolOutput("seed", output)));
        if (code != 0) {
            throw new RefractException(null, "The database is reset and its migrations are applied, but the seed command failed with exit code " + code + ": " + line,
                    "Mend it and run it by hand, or reset with --skip-seed.");
        }
    }
}
