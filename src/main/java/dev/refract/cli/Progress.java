package dev.refract.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal: how many migrations are done, which one runs, and for how long. */
final class Progress implements AutoCloseable {

    private final ProgressBar bar;

    /** {@code deed} is what is done to the migrations, for example Applying. */
    Progress(String deed, int total) {
        bar = new ProgressBarBuilder()
                .setTaskName(deed)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
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

    void ended() {
        bar.step();
    }

    @Override
    public void close() {
        bar.close();
    }
}
