package dev.refract;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import dev.refract.data.DataStatus;
import dev.refract.internal.data.DataVerbs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Data migrations: rows that are changed in batches, apart from the schema's migrations. */
public final class DataMigrations {

    private final Supplier<DataVerbs> verbs;
    private final BiFunction<String, String, Path> creating;
    private final Interruptible interruptible;

    /** Runs a verb. */
    interface Interruptible {
        <T> T run(Supplier<T> verb);
    }

    DataMigrations(Supplier<DataVerbs> verbs, BiFunction<String, String, Path> creating, Interruptible interruptible) {
        this.verbs = verbs;
        this.creating = creating;
        this.interruptible = interruptible;
    }

    /**
     * Makes a new one on disk, with the beginnings of its files. Needs no database.
     *
     * @param name in any words; the folder gets them in snake case, after a UTC timestamp
     * @param table the table that it goes through
     * @return its folder
     */
    public Path create(String name, String table) {
        return creating.apply(name, table);
    }

    /**
     * Runs those that are not done, oldest first. The first failure stops; what its earlier batches changed stays.
     *
     * @param options which, and how
     * @return what was done
     * @throws dev.refract.report.InterruptedRefractException where the thread is interrupted: the batch is rolled back
     *     or ended, and the next run goes on after the last one
     */
    public DataRunResult run(DataRunOptions options) {
        return interruptible.run(() -> verbs.get().run(options));
    }

    /**
     * Says how far each is. Changes nothing.
     *
     * @return all that the folder has and the database knows
     */
    public DataStatus status() {
        return interruptible.run(() -> verbs.get().status());
    }

    /**
     * Asks what verify.sql counts. Changes nothing.
     *
     * @param names which; empty for all that have a verify.sql
     * @return how many rows are left, by name
     */
    public Map<String, Long> verify(List<String> names) {
        return interruptible.run(() -> verbs.get().verify(names));
    }

    /**
     * Stops the process that runs one, after its batch.
     *
     * @param name its folder's name
     */
    public void pause(String name) {
        interruptible.run(() -> {
            verbs.get().pause(name);
            return true;
        });
    }

    /**
     * Records one as done, by whatever way it came to be.
     *
     * @param name its folder's name
     */
    public void resolveDone(String name) {
        interruptible.run(() -> {
            verbs.get().resolveDone(name);
            return true;
        });
    }

    /**
     * Forgets how far one is: the next run begins at the first row.
     *
     * @param name its folder's name
     */
    public void restart(String name) {
        interruptible.run(() -> {
            verbs.get().restart(name);
            return true;
        });
    }

    /**
     * Runs the down.sql of one, in batches; afterwards it is as if it had never run.
     *
     * @param name its folder's name
     * @param options how; the names in it do not count
     * @return what was done
     */
    public DataRunResult down(String name, DataRunOptions options) {
        return interruptible.run(() -> verbs.get().down(name, options));
    }
}
