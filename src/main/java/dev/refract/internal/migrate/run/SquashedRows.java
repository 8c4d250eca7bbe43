package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.history.Squash;
import dev.refract.internal.history.Squash.Replaced;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A ledger's rows beside a history in which one migration stands for several: their rows stay in the ledger, and are
 * its.
 *
 * @param rows those of the ledger
 * @param standings one for each migration on disk that stands for others of which the ledger has some
 */
public record SquashedRows(List<LedgerRow> rows, List<Standing> standings) {

    public SquashedRows {
        rows = List.copyOf(rows);
        standings = List.copyOf(standings);
    }

    /**
     * How far a database has what a migration stands for.
     *
     * @param recorded whether the ledger has it as applied
     * @param there rows of applied migrations that it stands for
     * @param missing names of those that are not applied
     * @param edited names of those that ran with another script than the one that was squashed
     */
    public record Standing(
            Migration migration, boolean recorded, List<LedgerRow> there, List<String> missing, List<String> edited) {

        public Standing {
            there = List.copyOf(there);
            missing = List.copyOf(missing);
            edited = List.copyOf(edited);
        }

        /** Whether the next deploy records it without running it. */
        public boolean toBeRecorded() {
            return !recorded && missing.isEmpty();
        }

        /** Whether it can be neither run nor recorded. */
        public boolean isPartial() {
            return !recorded && !missing.isEmpty();
        }
    }

    /** Reads no file where the ledger has no row of a migration whose folder is gone. */
    public static SquashedRows of(History history, List<LedgerRow> rows) {
        Set<String> onDisk = history.migrations().stream().map(Migration::name).collect(Collectors.toSet());
        List<LedgerRow> gone = rows.stream()
                .filter(row -> row.applied() && !onDisk.contains(row.migration()))
                .toList();
        List<Standing> standings = new ArrayList<>();
        if (!gone.isEmpty()) {
            for (Migration migration : history.migrations()) {
                if (migration.has(Squash.FILE)) {
                    Squash.of(migration)
                            .flatMap(squash -> standing(migration, squash, gone, rows))
                            .ifPresent(standings::add);
                }
            }
        }
        return new SquashedRows(rows, standings);
    }

    /** Those of a database; none where it has no ledger. */
    public static SquashedRows in(Database database, History history) {
        return of(history, database.contents().ledger() ? new Ledger(database).rows() : List.of());
    }

    private static Optional<Standing> standing(
            Migration migration, Squash squash, List<LedgerRow> gone, List<LedgerRow> rows) {
        Map<String, LedgerRow> applied = new HashMap<>();
        gone.stream().filter(row -> squash.replaces(row.migration())).forEach(row -> applied.put(row.migration(), row));
        if (applied.isEmpty()) {
            return Optional.empty();
        }
        boolean recorded = rows.stream().anyMatch(row -> row.migration().equals(migration.name()) && row.applied());
        List<String> missing = new ArrayList<>();
        for (Replaced one : squash.whole()) {
            List<Replaced> parts = squash.partsOf(one.name());
            if (applied.containsKey(one.name())) {
                continue;
            }
            List<String> absent = parts.stream()
                    .map(Replaced::name)
                    .filter(name -> !applied.containsKey(name))
                    .toList();
            if (absent.size() == parts.size()) {
                missing.add(one.name());
            } else {
                missing.addAll(absent);
            }
        }
        List<String> edited = squash.replaced().stream()
                .filter(one -> Optional.ofNullable(applied.get(one.name()))
                        .filter(row -> row.checksum().length() == 64
                                && !one.checksums().contains(row.checksum()))
                        .isPresent())
                .map(Replaced::name)
                .toList();
        return Optional.of(new Standing(
                migration,
                recorded,
                gone.stream().filter(row -> squash.replaces(row.migration())).toList(),
                missing,
                edited));
    }

    /** How far the database has what a migration stands for; empty where it has none of that, or it stands for none. */
    public Optional<Standing> standing(String migration) {
        return standings.stream()
                .filter(standing -> standing.migration().name().equals(migration))
                .findFirst();
    }

    /** Without those that a migration stands for which the ledger has, or is about to have. */
    public List<LedgerRow> withoutReplaced() {
        Set<LedgerRow> replaced = standings.stream()
                .filter(standing -> !standing.isPartial())
                .flatMap(standing -> standing.there().stream())
                .collect(Collectors.toSet());
        return rows.stream().filter(row -> !replaced.contains(row)).toList();
    }

    /**
     * As if the history had always been what it is now: a migration that stands for others has the times of their rows,
     * also where it is not recorded yet. Such a row has no id.
     */
    public List<LedgerRow> seen() {
        List<LedgerRow> seen = new ArrayList<>(withoutReplaced());
        for (Standing standing : standings) {
            if (standing.isPartial()) {
                continue;
            }
            Set<LedgerRow> own = new HashSet<>(seen.stream()
                    .filter(row -> row.applied()
                            && row.migration().equals(standing.migration().name()))
                    .toList());
            seen.removeAll(own);
            Instant started = standing.there().stream()
                    .map(LedgerRow::startedAt)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            Optional<Instant> finished = standing.there().stream()
                    .flatMap(row -> row.finishedAt().stream())
                    .max(Comparator.naturalOrder());
            if (standing.recorded()) {
                own.forEach(row -> seen.add(new LedgerRow(
                        row.id(),
                        row.checksum(),
                        finished,
                        row.migration(),
                        row.logs(),
                        row.rolledBackAt(),
                        started,
                        row.appliedSteps())));
            } else {
                seen.add(new LedgerRow(
                        "",
                        Checksum.of(standing.migration().script()),
                        finished,
                        standing.migration().name(),
                        Optional.empty(),
                        Optional.empty(),
                        started,
                        0));
            }
        }
        seen.sort(Comparator.comparing(LedgerRow::startedAt));
        return seen;
    }
}
