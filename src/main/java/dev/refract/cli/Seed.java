package dev.refract.cli;

import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.io.BufferedReader;
import java.io.IOException;

/** Runs the project's seed command, as Prisma does after a reset. */
final class Seed {

    private Seed() {
    }

    static void run(String command, Renderer renderer) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        ProcessBuilder builder = windows ? new ProcessBuilder("cmd", "/c", command) : new ProcessBuilder("sh", "-c", command);
        try {
            Process process = builder.redirectErrorStream(true).start();
            process.getOutputStream().close();
            try (BufferedReader output = process.inputReader()) {
                output.lines().forEach(line -> renderer.on(new Event.ToolOutput("seed", line)));
            }
            int code = process.waitFor();
            if (code != 0) {
                throw new RefractException(null, "The database is reset and its migrations are applied, but the seed command failed with exit code " + code + ": " + command,
                        "Mend it and run it by hand, or reset with --skip-seed.");
            }
        } catch (IOException e) {
            throw new RefractException(null, "The seed command could not be started: " + e.getMessage(), "Run it by hand, or reset with --skip-seed.", e);
        } catch (InterruptedException e) {
            throw new InterruptedRefractException("Interrupted while the seed command ran.", "The database is reset and its migrations are applied.");
        }
    }
}
