package dev.refract.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A program as a test starts it: a real process, with nothing on its standard input.
 *
 * @param command the executable and its arguments
 * @param folder the working folder
 * @param environment variables on top of this process's own; a null value takes one away
 */
public record Program(List<String> command, Path folder, Map<String, String> environment) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

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

    /** Starts it; the test is skipped where a program named without its folder is not on the PATH. */
    public Running start() {
        String program = command.get(0);
        if (!program.contains("/")) {
            Missing.unlessOnPath(program);
        }
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
            return new Running(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public static final class Running implements AutoCloseable {

        private final Process process;
        private final Captured out;
        private final Captured err;

        private Running(Process process) {
            this.process = process;
            this.out = new Captured(process.getInputStream());
            this.err = new Captured(process.getErrorStream());
        }

        /** The operating system's process id. */
        public long pid() {
            return process.pid();
        }

        /**
         * Waits until its standard output fulfils a condition, or it has ended.
         *
         * @return whether the condition was met
         */
        public boolean awaitOut(Predicate<String> condition) {
            return out.await(condition);
        }

        /**
         * Waits for its end; a program that does not end, or prints JSON that is not as docs/schema, fails the test.
         */
        public Outcome await() {
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the program did not end; it wrote " + out.all() + err.all());
                }
                Schemas.check(out.all());
                return new Outcome(process.exitValue(), out.all(), err.all());
            } catch (InterruptedException e) {
                process.destroyForcibly();
                throw new IllegalStateException(e);
            }
        }

        /** As {@code kill -9} does. */
        public void kill() {
            process.destroyForcibly();
        }

        /**
         * As {@code kill} does: SIGTERM. Unlike {@link Process#destroy} it leaves the streams open, so that its last
         * words are heard.
         */
        public void terminate() {
            process.toHandle().destroy();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** What comes out of a stream, as it comes. */
    private static final class Captured {

        private final StringBuilder text = new StringBuilder();
        private boolean ended;

        Captured(InputStream stream) {
            Thread reader = new Thread(() -> read(stream), "output of a program");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                char[] buffer = new char[4096];
                for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
                    add(buffer, length);
                }
            } catch (IOException e) {
                // the process was killed, and its stream closed under the reader
            } finally {
                end();
            }
        }

        private synchronized void add(char[] buffer, int length) {
            text.append(buffer, 0, length);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized boolean await(Predicate<String> condition) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try {
                while (!condition.test(text.toString())) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (ended || left <= 0) {
                        return false;
                    }
                    wait(left);
                }
                return true;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        synchronized String all() {
            await(text -> ended);
            return text.toString();
        }
    }
}
