package dev.refract.internal.rehearse;

import dev.refract.internal.database.Watched;
import dev.refract.internal.history.Migration;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.sql.Script;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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
        return up(Optional.empty());
    }

    /** As the other, watched. */
    Duration up(Watched watched) {
        return up(Optional.of(watched));
    }

    private Duration up(Optional<Watched> watched) {
        Duration duration = run(Migration.UP, up, watched);
        applied = bench.snapshotAfter(up, before);
        return duration;
    }

    /** Runs the way back, and compares with what was there before the migration. */
    Ran down(Script down) {
        return down(down, Optional.empty());
    }

    /** As the other, watched. */
    Ran down(Script down, Watched watched) {
        return down(down, Optional.of(watched));
    }

    private Ran down(Script down, Optional<Watched> watched) {
        Duration duration = run(Migration.DOWN, down, watched);
        return new Ran(duration, SchemaDiff.between(before, bench.describe()));
    }

    /** Runs the migration again after its way back, and compares with what it left the first time. */
    Ran again() {
        Duration duration = run(Migration.UP, up, Optional.empty());
        return new Ran(duration, SchemaDiff.between(after(), bench.describe()));
    }

    private Duration run(String file, Script script, Optional<Watched> watched) {
        long start = System.nanoTime();
        watched.ifPresentOrElse(
                seen -> bench.run(migration.path(file), script, seen), () -> bench.run(migration.path(file), script));
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
