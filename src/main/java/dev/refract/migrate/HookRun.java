package dev.refract.migrate;

import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Calls the hooks of one deploy at their time, and decides what comes of a hook that fails. */
final class HookRun {

    private final Hooks hooks;
    private final String database;
    private final List<String> planned;
    private final List<String> applied;
    private final Listener listener;
    private String current;

    /** @param applied what the deploy has applied so far; grows while it runs */
    HookRun(Hooks hooks, String database, List<String> planned, List<String> applied, Listener listener) {
        this.hooks = hooks;
        this.database = database;
        this.planned = planned;
        this.applied = applied;
        this.listener = listener;
    }

    /** The deploy as a whole. */
    void around(Runnable deploy) {
        try {
            before("beforeDeploy", Hooks::beforeDeploy, "Nothing was applied.");
            deploy.run();
        } catch (RuntimeException e) {
            afterwards("onFailure", Hooks::onFailure, Optional.of(e instanceof RefractException refract ? refract.what() : String.valueOf(e.getMessage())));
            throw e;
        }
        afterwards("afterDeploy", Hooks::afterDeploy, Optional.empty());
    }

    /** One migration. */
    void around(String migration, Runnable work) {
        current = migration;
        before("beforeEachMigration", Hooks::beforeEachMigration, "The migration `" + migration + "` was not applied.");
        work.run();
        applied.add(migration);
        afterwards("afterEachMigration", Hooks::afterEachMigration, Optional.empty());
        current = null;
    }

    private void before(String name, BiConsumer<Hooks, Hooks.Facts> hook, String outcome) {
        try {
            call(name, hook, Optional.empty());
        } catch (InterruptedRefractException e) {
            throw new InterruptedRefractException(e.what(), outcome);
        } catch (RefractException e) {
            throw new RefractException(e.code().orElse(null), e.what(), outcome + " " + e.next(), e);
        } catch (RuntimeException e) {
            throw new RefractException(null, "The hook " + name + " failed: " + e, outcome + " Mend the hook, and deploy again.", e);
        }
    }

    private void afterwards(String name, BiConsumer<Hooks, Hooks.Facts> hook, Optional<String> error) {
        try {
            call(name, hook, error);
        } catch (InterruptedRefractException e) {
            // whether there is more to cancel, the deploy finds out itself
            Thread.currentThread().interrupt();
            listener.on(new Event.Warning(e.what()));
        } catch (RefractException e) {
            listener.on(new Event.Warning(e.what()));
        } catch (RuntimeException e) {
            listener.on(new Event.Warning("The hook " + name + " failed: " + e));
        }
    }

    private void call(String name, BiConsumer<Hooks, Hooks.Facts> hook, Optional<String> error) {
        if (hooks == Hooks.NONE) {
            return;
        }
        Optional<String> migration = Optional.ofNullable(current);
        List<String> pending = planned.subList(applied.size(), planned.size());
        long start = System.nanoTime();
        boolean success = false;
        listener.on(new Event.HookStarted(name, migration));
        try {
            hook.accept(hooks, new Hooks.Facts(database, pending, applied, migration, error));
            success = true;
        } finally {
            listener.on(new Event.HookEnded(name, migration, success, Duration.ofNanos(System.nanoTime() - start)));
        }
    }
}
