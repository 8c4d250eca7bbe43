package dev.refract.internal.migrate.hook;

import dev.refract.internal.output.Controls;
import dev.refract.migrate.Hooks;
import dev.refract.migrate.Hooks.Moment;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls the hooks of one deploy or roll-back at their time, and decides what comes of a hook that fails. */
public final class HookRun {

    /** Which moments there are, and what is said where a hook ends the work. */
    private record Course(Moment begin, Moment before, Moment after, Moment end, String done, String again) {}

    private static final Course DEPLOY = new Course(
            Moment.BEFORE_DEPLOY,
            Moment.BEFORE_EACH_MIGRATION,
            Moment.AFTER_EACH_MIGRATION,
            Moment.AFTER_DEPLOY,
            "applied",
            "deploy again");

    private static final Course DOWN = new Course(
            Moment.BEFORE_DOWN,
            Moment.BEFORE_EACH_DOWN,
            Moment.AFTER_EACH_DOWN,
            Moment.AFTER_DOWN,
            "rolled back",
            "roll back again");

    private final Course course;
    private final List<Hooks> hooks;
    private final String database;
    private final List<String> planned;
    private final List<String> applied;
    private final Listener listener;
    private @Nullable String current;
    private int passed;

    private HookRun(
            Course course,
            List<Hooks> hooks,
            String database,
            List<String> planned,
            List<String> applied,
            Listener listener) {
        this.course = course;
        this.hooks = hooks;
        this.database = database;
        this.planned = planned;
        this.applied = applied;
        this.listener = listener;
    }

    /** @param applied what the deploy has applied so far; grows while it runs */
    public static HookRun ofDeploy(
            List<Hooks> hooks, String database, List<String> planned, List<String> applied, Listener listener) {
        return new HookRun(DEPLOY, hooks, database, planned, applied, listener);
    }

    /** @param rolledBack what the roll-back has done so far; grows while it runs */
    public static HookRun ofDown(
            List<Hooks> hooks, String database, List<String> planned, List<String> rolledBack, Listener listener) {
        return new HookRun(DOWN, hooks, database, planned, rolledBack, listener);
    }

    /**
     * Runs the work between the hooks that are about all of it.
     *
     * @throws RefractException where the first of them fails: nothing is run then
     */
    public void around(Runnable work) {
        try {
            before(course.begin(), "Nothing was " + course.done() + ".");
            work.run();
        } catch (RuntimeException e) {
            onFailure(e);
            throw e;
        }
        after(course.end(), Optional.empty());
    }

    /** @throws RefractException where a hook fails: the migration's script is not to be run then */
    public void beforeMigration(String migration) {
        current = migration;
        before(
                course.before(),
                "The migration `" + Controls.escapedLine(migration) + "` was not " + course.done() + ".");
    }

    /** After the script of the migration of {@link #beforeMigration} has run. */
    public void afterMigration() {
        passed++;
        after(course.after(), Optional.empty());
        current = null;
    }

    /** Instead of {@link #afterMigration} where another process applied it. */
    public void skipped() {
        passed++;
        current = null;
    }

    private void onFailure(RuntimeException failure) {
        after(
                Moment.ON_FAILURE,
                Optional.of(
                        failure instanceof RefractException refract
                                ? refract.what()
                                : String.valueOf(failure.getMessage())));
    }

    private void before(Moment moment, String outcome) {
        try {
            call(moment, Optional.empty());
        } catch (InterruptedRefractException e) {
            throw new InterruptedRefractException(e.what(), outcome);
        } catch (RefractException e) {
            throw new RefractException(e.code().orElse(null), e.what(), outcome + " " + e.next(), e);
        } catch (RuntimeException e) {
            throw new RefractException(
                    null,
                    "The hook " + moment.key() + " failed: " + e,
                    outcome + " Fix the hook, and " + course.again() + ".",
                    e);
        }
    }

    private void after(Moment moment, Optional<String> error) {
        try {
            call(moment, error);
        } catch (InterruptedRefractException e) {
            // whether there is more to cancel, the deploy finds out itself
            Thread.currentThread().interrupt();
            listener.on(new Event.Warning(e.what()));
        } catch (RefractException e) {
            listener.on(new Event.Warning(e.what()));
        } catch (RuntimeException e) {
            listener.on(new Event.Warning("The hook " + moment.key() + " failed: " + e));
        }
    }

    private void call(Moment moment, Optional<String> error) {
        if (hooks.stream().noneMatch(h -> h.runsAt(moment))) {
            return;
        }
        Optional<String> migration = Optional.ofNullable(current);
        List<String> pending = planned.subList(passed, planned.size());
        long start = System.nanoTime();
        boolean success = false;
        listener.on(new Event.HookStarted(moment.key(), migration));
        try {
            Hooks.Facts facts = new Hooks.Facts(database, pending, applied, migration, error);
            hooks.stream().filter(h -> h.runsAt(moment)).forEach(h -> moment.call(h, facts));
            success = true;
        } finally {
            listener.on(
                    new Event.HookEnded(moment.key(), migration, success, Duration.ofNanos(System.nanoTime() - start)));
        }
    }
}
