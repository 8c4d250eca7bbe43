package dev.refract.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program as a test starts it: a real process, with nothing on its standard input.
 *
 * @param command the executable and its arguments
 * @param folder the working folder
 * @param environment variables on top of this process's own; a null value takes one away
 */
public record Program(List<String> command, Path folder, Map<String, String> environment) {

    private static final long PATIENCE_SECONDS = 180;

    /** The program in a folder, with the environment of the tests. */
    public Program(List<String> command, Path folder) {
        this(command, folder, Map.of());
    }

    /** The same program with one more variable; null takes it away. */
    public Program with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Program(command, folder, more);
    }

    /** Starts it and waits for its end. */
    public Outcome run() {
        try (Running running = start()) {
            return running.await();
        }
    }

    /** Starts it. */
    public Running start() {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        environment.forEach((name, value) -> {
            if (value == null) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new Running(process, reading(process.getInputStream()), reading(process.getErrorStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        }, "output of a program");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    /**
     * What a program left behind.
     *
     * @param exit its exit code; 128 and the signal's number where a signal ended it
     * @param out what it wrote on standard output
     * @param err what it wrote on standard error
     */
    public record Outcome(int exit, String out, String err) {}

    /** A program that was started. Closing it kills it where it still runs. */
    public record Running(Process process, CompletableFuture<String> out, CompletableFuture<String> err) implements AutoCloseable {

        /** Waits for its end; a program that does not end fails the test. */
        public Outcome await() {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the program did not end; it wrote " + out.join() + err.join());
                }
                return new Outcome(process.exitValue(), out.join(), err.join());
            } catch (InterruptedException e) {
                process.destroyForcibly();
                throw new IllegalStateException(e);
            }
        }

        /** As {@code kill -9} does. */
        public void kill() {
            process.destroyForcibly();
        }

        /** As {@code kill} does: SIGTERM. */
        public void terminate() {
            process.destroy();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
