package dev.refract.internal.rehearse;

import dev.refract.internal.history.Migration;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.sql.Script;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One migration tried on a scratch database: up, down, compare, up again, compare. Each step fails with a
 * {@link dev.refract.report.RefractException} where its script does.
 */
final class Trial {

    private final ScratchDatabase bench;
    private final Migration migration;
    private final Script up;
    private final Schema before;
    private ScratchDatabase.@Nullable Snapshot applied;

    /** What came of a script. */
    record Ran(Duration duration, SchemaDiff difference) {}

    Trial(ScratchDatabase bench, Migration migration, Script up) {
        this.bench = bench;
        this.migration = migration;
        this.up = up;
        this.before = bench.describe();
    }

    /** Runs the migration for the first time, and remembers what it leaves. */
    Duration up() {
        Duration duration = run(Migration.UP, up);
        applied = bench.snapshotAfter(up, before);
        return duration;
    }

    /** Runs the way back, and compares with what was there before the migration. */
    Ran down(Script down) {
        Duration duration = run(Migration.DOWN, down);
        return new Ran(duration, SchemaDiff.between(before, bench.describe()));
    }

    /** Runs the migration again after its way back, and compares with what it left the first time. */
    Ran again() {
        Duration duration = run(Migration.UP, up);
        return new Ran(duration, SchemaDiff.between(after(), bench.describe()));
    }

    private Duration run(String file, Script script) {
        long start = System.nanoTime();
        bench.run(migration.path(file), script);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    Schema before() {
        return before;
    }

    /** The schema with the migration. */
    Schema after() {
        return applied().schema();
    }

    private ScratchDatabase.Snapshot applied() {
        return Objects.requireNonNull(applied, "up() comes first");
    }

    /** Whether the migration ran the first time. */
    boolean wasApplied() {
        return applied != null;
    }

    /** Whether the scratch database now holds what it held after the migration ran the first time. */
    boolean leftNoTrace() {
        return leftNoTrace(bench);
    }

    /** As {@link #leftNoTrace()}, of a scratch database that may have been made anew since. */
    boolean leftNoTrace(ScratchDatabase now) {
        return now.holds(applied());
    }
}
