package dev.refract.internal.migrate.hook;

import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A command of the user's, as a process with nothing on its standard input. When its time is up, or the calling thread
 * is interrupted, the process ends, and all that it has started.
 *
 * @param name what it is, for a message, such as {@code hook before_deploy}
 * @param arguments the program and its arguments; no shell reads them
 * @param folder where it runs
 * @param environment its whole environment
 * @param timeout how long it may take; empty for any time
 */
public record ChildProcess(
        String name, List<String> arguments, Path folder, Map<String, String> environment, Optional<Duration> timeout) {

    /** How long a process may take to end after it was asked to. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    /**
     * How long output is waited for after the process's end: something that it left running may hold the stream open.
     */
    private static final Duration LAST_OUTPUT = Duration.ofMillis(500);

    private static final long BEAT_MILLIS = 200;

    public ChildProcess {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** A line of a shell's as a program and its arguments. */
    public static List<String> shell(String line) {
        return System.getProperty("os.name").startsWith("Windows")
                ? List.of("cmd", "/c", line)
                : List.of("sh", "-c", line);
    }

    /**
     * Runs it to its end.
     *
     * @param output receives each line that it prints, on the calling thread
     * @return its exit code
     * @throws RefractException where it can't be started or its time is up
     * @throws InterruptedRefractException where the calling thread is interrupted; its interrupt flag is then clear
     */
    public int run(Consumer<String> output) {
        Process process = start();
        BlockingQueue<Optional<String>> lines = read(process);
        long deadline =
                timeout.map(patience -> System.nanoTime() + patience.toNanos()).orElse(Long.MAX_VALUE);
        try {
            boolean open = true;
            while (open && process.isAlive()) {
                open = hear(lines.poll(BEAT_MILLIS, TimeUnit.MILLISECONDS), output);
                if (timeout.isPresent() && System.nanoTime() >= deadline) {
                    throw new RefractException(
                            null,
                            "The " + name + " was ended: it took longer than "
                                    + timeout.get().toMillis() / 1000.0 + " s.",
                            "Fix it, or allow it more time.");
                }
            }
            int exit = process.waitFor();
            while (open) {
                Optional<String> line = lines.poll(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
                open = line != null && hear(line, output);
            }
            return exit;
        } catch (InterruptedException e) {
            throw new InterruptedRefractException("Interrupted while the " + name + " ran.", "It was ended.");
        } finally {
            end(process);
        }
    }

    private Process start() {
        ProcessBuilder builder =
                new ProcessBuilder(arguments).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new RefractException(
                    null, "The " + name + " could not be started: " + e.getMessage(), "Check its command.", e);
        }
    }

    /** The lines as they come, and an empty one at the end. */
    private static BlockingQueue<Optional<String>> read(Process process) {
        BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader output = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                        output.lines().forEach(line -> lines.add(Optional.of(line)));
                    } catch (IOException | java.io.UncheckedIOException e) {
                        // the process was ended while it printed
                    } finally {
                        lines.add(Optional.empty());
                    }
                },
                "refract-command-output");
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    /** Passes a line on, where there is one; false at the end. */
    private static boolean hear(Optional<String> line, Consumer<String> output) {
        if (line == null) {
            return true;
        }
        line.ifPresent(output);
        return line.isPresent();
    }

    /** Asks a process that still runs to end, with all that it has started, and ends what does not. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // once more: it ends at once then
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
