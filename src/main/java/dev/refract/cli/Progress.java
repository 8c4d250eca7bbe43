package dev.refract.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on a terminal: how many migrations are done, which one runs, and for how long. */
final class Progress implements AutoCloseable {

    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;

    private final ProgressBar bar;

    /** {@code deed} is what is done to the migrations, for example Applying. */
    Progress(String deed, long total) {
        bar = new ProgressBarBuilder()
                .setTaskName(deed)
                .setInitialMax(total)
                .setRenderer((state, width) ->
                        line(deed, state.getCurrent(), total, state.getExtraMessage(), state.getTotalElapsed(), width))
                .setUpdateIntervalMillis(200)
                .build();
    }

    /** What is shown on a terminal so wide: where there is no room, the bar goes first and the name stays. */
    static String line(String deed, long done, long total, String name, Duration time, int width) {
        String count = done + "/" + total;
        String beside = String.format("%d:%02d %s", time.toMinutes(), time.toSecondsPart(), name);
        int room = Math.min(LONGEST_BAR, width - deed.length() - count.length() - beside.length() - 5);
        if (room >= SHORTEST_BAR) {
            int full = total == 0 ? room : (int) (room * done / total);
            return deed + " " + count + " [" + "=".repeat(full) + " ".repeat(room - full) + "] " + beside;
        }
        return Stream.of(deed + " " + count + " " + beside, count + " " + beside, count + " " + name, name)
                .filter(line -> line.length() <= width)
                .findFirst()
                .orElseGet(() -> name.substring(0, Math.max(0, width - 1)) + "…");
    }

    /**
     * Whether standard output is a terminal. From Java 22 on there may be a console where there is no terminal, and a
     * method that tells.
     */
    @SuppressWarnings("SystemConsoleNull")
    static boolean possible() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    void started(String migration) {
        bar.setExtraMessage(migration);
        bar.refresh();
    }

    void note(String text) {
        bar.setExtraMessage(text);
    }

    void at(long done) {
        bar.stepTo(done);
    }

    void ended() {
        bar.step();
    }

    @Override
    public void close() {
        bar.close();
    }
}
