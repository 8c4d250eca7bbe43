package dev.refract.internal.rehearse;

import dev.refract.internal.data.DataPlaces;
import dev.refract.internal.sample.RowDigest;
import dev.refract.internal.schema.script.Losses;
import dev.refract.migrate.Loss;
import dev.refract.migrate.RehearseResult.Outcome;
import dev.refract.migrate.RehearseResult.Rehearsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data migration tried on a scratch database, for all rows at once: up, verify; with a down.sql down, compare the
 * rows, and up again.
 */
final class DataTrial {

    private final ScratchDatabase bench;
    private final DataPlaces.Placed data;
    private @Nullable Duration upTime;
    private @Nullable Duration downTime;
    private @Nullable Duration againTime;
    private List<Loss> losses = List.of();

    DataTrial(ScratchDatabase bench, DataPlaces.Placed data) {
        this.bench = bench;
        this.data = data;
    }

    Rehearsed run() {
        Map<String, RowDigest> before = bench.digests();
        StringBuilder problem = new StringBuilder();
        Optional<String> failure = Rehearse.failure(() -> {
            bench.requireKey(data);
            upTime = timed(() -> bench.run(data.up()));
            requireNothingLeft(problem);
            data.down().ifPresent(down -> back(down, before, problem));
        });
        failure.ifPresent(problem::append);
        return result(
                failure.isPresent()
                        ? Outcome.FAILED
                        : !problem.isEmpty()
                                ? Outcome.DIFFERENT
                                : data.down().isPresent() ? Outcome.PROVED : Outcome.NO_WAY_BACK,
                problem.toString());
    }

    private void back(DataPlaces.Text down, Map<String, RowDigest> before, StringBuilder problem) {
        downTime = timed(() -> losses = Losses.in(bench.run(down)));
        List<String> others = new ArrayList<>();
        Map<String, RowDigest> now = bench.digests();
        before.forEach((table, was) -> {
            if (!was.isSame(now.getOrDefault(table, RowDigest.counted(0)))) {
                others.add(Losses.unquoted(table));
            }
        });
        if (!others.isEmpty() && losses.isEmpty()) {
            problem.append("After down.sql the rows of ")
                    .append(String.join(", ", others))
                    .append(" are not what they were before up.sql, and down.sql has no line \"")
                    .append(Losses.LOSES.strip())
                    .append("\" that announces it.\n");
        }
        againTime = timed(() -> bench.run(data.up()));
        requireNothingLeft(problem);
    }

    private void requireNothingLeft(StringBuilder problem) {
        long left = bench.left(data);
        if (left > 0 && problem.indexOf("verify.sql") < 0) {
            problem.append("After up.sql, verify.sql still counts ")
                    .append(left)
                    .append(".\n");
        }
    }

    private static Duration timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private Rehearsed result(Outcome outcome, String problem) {
        return new Rehearsed(
                data.name(),
                outcome,
                Optional.ofNullable(upTime),
                Optional.ofNullable(downTime),
                Optional.ofNullable(againTime),
                Optional.of(problem.strip()).filter(text -> !text.isEmpty()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                losses,
                true);
    }
}
