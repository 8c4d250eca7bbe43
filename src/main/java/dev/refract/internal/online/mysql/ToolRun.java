package dev.refract.internal.online.mysql;

import dev.refract.report.RefractException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of the tool, from its start to the end of its process. */
final class ToolRun {

    /** What a run tells while it goes on; called on the thread that waits for it. */
    interface Watcher {

        /** The tool printed a line. */
        void line(String line);

        /**
         * @param percent from 0 to 100
         * @param remaining the tool's own estimate; empty where it gave none
         */
        void progress(double percent, Optional<Duration> remaining);

        /**
         * The empty copy has its new definition.
         *
         * @param copy its name
         * @return what is wrong with it, which ends the run; empty where nothing is
         */
        Optional<String> objection(String copy);

        /** Called every half minute or so; false ends the run. */
        boolean goesOn();
    }

    /**
     * How it ended.
     *
     * @param exit the process's exit code; 128 and more for a signal
     * @param lastLines at most {@link #KEPT_LINES} of what it printed
     * @param stopped why Refract ended it; empty where it ended by itself
     * @param interrupted whether that was because the caller's thread was interrupted
     */
    record Outcome(int exit, List<String> lastLines, Optional<String> stopped, boolean interrupted) {
        Outcome {
            lastLines = List.copyOf(lastLines);
        }

        boolean succeeded() {
            return exit == 0 && stopped.isEmpty();
        }

        String said() {
            return String.join("\n", lastLines);
        }
    }

    /** How much of the tool's output is kept. */
    static final int KEPT_LINES = 50;

    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    private static final Pattern PROGRESS =
            Pattern.compile("^Copying .*: +(\\d+)% (?:(\\d+)\\+)?(?:(\\d+):)?(\\d+):(\\d+) remain\\s*$");
    private static final String COPIES = "refract: copies ";
    private static final String ALTERED = "refract: altered ";
    private static final String AT_THE_GATE = "refract: the rows are copied; waiting for leave to swap the tables";
    /** The tool only warns when a value does not fit, and copies what fits of it. */
    private static final Pattern CUT_VALUES = Pattern.compile("^Copying rows caused a MySQL error \\d+.*");
    /** What a child needs of the environment; the rest may hold secrets, and PTDEBUG would print them. */
    private static final Set<String> INHERITED = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LANGUAGE",
            "LC_ALL",
            "LC_CTYPE",
            "TMPDIR",
            "TZ",
            "PERL5LIB",
            "LD_LIBRARY_PATH",
            "SYSTEMROOT");

    private final Watcher watcher;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final BlockingQueue<Output> lines = new LinkedBlockingQueue<>();
    private @Nullable Process process;
    private @Nullable String cutValues;
    private @Nullable String stopped;
    private boolean interrupted;

    ToolRun(Watcher watcher) {
        this.watcher = watcher;
    }

    /**
     * Runs a command to its end. An interrupt of the calling thread ends it with SIGINT, and is in the outcome instead
     * of in the thread's flag.
     */
    Outcome run(List<String> command) {
        start(command);
        long nextBeat = System.nanoTime() + HEARTBEAT.toNanos();
        while (true) {
            Output output = poll();
            if (output == null) {
                if (System.nanoTime() >= nextBeat) {
                    nextBeat = System.nanoTime() + HEARTBEAT.toNanos();
                    beat();
                }
            } else if (output.line() == null) {
                return new Outcome(exit(), List.copyOf(lastLines), Optional.ofNullable(stopped), interrupted);
            } else {
                hear(output.line());
            }
        }
    }

    private void start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> inherited = new HashMap<>(builder.environment());
        builder.environment().clear();
        inherited.forEach((name, value) -> {
            if (INHERITED.contains(name)) {
                builder.environment().put(name, value);
            }
        });
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Can't run " + command.get(0) + ": " + e.getMessage(),
                    "Check that the tool is installed and may be executed.",
                    e);
        }
        Thread reader = new Thread(this::read, "refract-tool-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Nothing here is called before it has started. */
    private Process process() {
        return Objects.requireNonNull(process);
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process().getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(new Output(line));
            }
        } catch (IOException e) {
            lines.add(new Output("(the tool's output could not be read: " + e.getMessage() + ")"));
        }
        lines.add(new Output(null));
    }

    /** A line of the tool's, or with null the end of its output. */
    private record Output(@Nullable String line) {}

    /** The next line; null when none came for a while. */
    private @Nullable Output poll() {
        try {
            return lines.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            stop("it was interrupted");
            return null;
        }
    }

    private void beat() {
        if (stopped == null && !watcher.goesOn()) {
            stop("the migration lock was lost");
        }
    }

    private void hear(String line) {
        if (line.equals(AT_THE_GATE)) {
            beat();
            answer(cutValues == null ? Optional.empty() : Optional.of("values do not fit into the new table"));
            return;
        }
        if (line.startsWith(ALTERED)) {
            answer(watcher.objection(
                    new String(HexFormat.of().parseHex(line.substring(ALTERED.length())), StandardCharsets.UTF_8)));
            return;
        }
        Matcher progress = PROGRESS.matcher(line);
        if (progress.matches()) {
            watcher.progress(Double.parseDouble(progress.group(1)), Optional.of(remaining(progress)));
            return;
        }
        if (line.startsWith(COPIES)) {
            watcher.line(line);
            return;
        }
        if (CUT_VALUES.matcher(line).matches()) {
            cutValues = line;
        }
        if (lastLines.size() == KEPT_LINES) {
            lastLines.removeFirst();
        }
        lastLines.addLast(line);
        watcher.line(line);
    }

    private static Duration remaining(Matcher progress) {
        return Duration.ofDays(number(progress.group(2)))
                .plusHours(number(progress.group(3)))
                .plusMinutes(number(progress.group(4)))
                .plusSeconds(number(progress.group(5)));
    }

    private static long number(String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    /** The moment before the copy takes the table's place: the last one at which nothing has happened yet. */
    private void answer(Optional<String> objection) {
        if (stopped == null) {
            stopped = objection.orElse(null);
        }
        boolean go = stopped == null;
        try {
            process().getOutputStream().write((go ? "go\n" : "no\n").getBytes(StandardCharsets.US_ASCII));
            process().getOutputStream().flush();
        } catch (IOException e) {
            // it has ended; its exit code says how
        }
    }

    /** Sends SIGINT, as Ctrl-C would; Java's own destroy() sends SIGTERM, which the tool takes alike. */
    private void stop(String why) {
        if (stopped == null) {
            stopped = why;
        }
        String pid = Long.toString(process().pid());
        try {
            new ProcessBuilder("kill", "-INT", pid)
                    .redirectErrorStream(true)
                    .start()
                    .getOutputStream()
                    .close();
        } catch (IOException e) {
            process().destroy();
        }
    }

    private int exit() {
        while (true) {
            try {
                return process().waitFor();
            } catch (InterruptedException e) {
                interrupted = true; // its output has ended, so it is about to
            }
        }
    }
}
