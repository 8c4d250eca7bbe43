package dev.refract.internal.migrate;

import dev.refract.data.DataStatus;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.migrate.run.DownFile;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.migrate.run.SquashedRows.Standing;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.StatusResult.Entry;
import dev.refract.migrate.StatusResult.State;
import dev.refract.migrate.WayBack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares the history with the ledger. Changes nothing and takes no lock. */
public final class Status {

    private Status() {}

    /** Of the schema alone. */
    public static StatusResult run(Target target) {
        return run(target, database -> List.of());
    }

    /** @param data asks how far data migrations are */
    public static StatusResult run(Target target, Function<Database, List<DataStatus.Entry>> data) {
        try (Database database = target.open(Database.Missing.FAIL)) {
            Database.Contents contents = database.contents();
            List<LedgerRow> rows = contents.ledger() ? new Ledger(database).rows() : List.of();
            return new StatusResult(
                    database.description(),
                    contents.ledger(),
                    contents.prisma8(),
                    entries(target.history().migrations(), SquashedRows.of(target.history(), rows), database.dialect()),
                    data.apply(database));
        }
    }

    private static List<Entry> entries(List<Migration> migrations, SquashedRows rows, Dialect dialect) {
        Map<String, List<LedgerRow>> byName = rows.withoutReplaced().stream()
                .collect(Collectors.groupingBy(LedgerRow::migration, LinkedHashMap::new, Collectors.toList()));
        List<Entry> entries = new ArrayList<>();
        for (Migration migration : migrations) {
            List<LedgerRow> own = byName.remove(migration.name());
            entries.add(entry(migration, own == null ? List.of() : own, rows.standing(migration.name()), dialect));
        }
        byName.forEach((name, own) ->
                entries.add(entry(name, own, false, Optional.empty(), false, WayBack.NONE, Optional.empty())));
        return entries;
    }

    /** The names of those that are applied, and whose scripts are what was. */
    public static Set<String> appliedAsWritten(List<Migration> migrations, List<LedgerRow> rows) {
        Map<String, List<LedgerRow>> byName = rows.stream().collect(Collectors.groupingBy(LedgerRow::migration));
        return migrations.stream()
                .filter(migration -> Optional.ofNullable(byName.get(migration.name()))
                        .map(Status::telling)
                        .filter(row -> row.applied() && !isEdited(row, migration.read(Migration.UP)))
                        .isPresent())
                .map(Migration::name)
                .collect(Collectors.toSet());
    }

    private static boolean isEdited(LedgerRow row, Optional<byte[]> script) {
        return row.applied()
                && script.filter(s -> Checksum.matches(row.checksum(), s)).isEmpty();
    }

    private static Entry entry(
            Migration migration, List<LedgerRow> rows, Optional<Standing> standing, Dialect dialect) {
        Optional<byte[]> script = migration.read(Migration.UP);
        boolean edited = !rows.isEmpty() && isEdited(telling(rows), script);
        return entry(
                migration.name(),
                rows,
                true,
                script.map(Checksum::of),
                edited,
                DownFile.wayBack(migration, dialect),
                standing);
    }

    private static Entry entry(
            String name,
            List<LedgerRow> rows,
            boolean onDisk,
            Optional<String> checksum,
            boolean edited,
            WayBack wayBack,
            Optional<Standing> standing) {
        List<String> standsFor = standing.map(its -> its.there().stream()
                        .map(LedgerRow::migration)
                        .distinct()
                        .toList())
                .orElse(List.of());
        List<String> lacks =
                standing.filter(Standing::isPartial).map(Standing::missing).orElse(List.of());
        if (rows.isEmpty()) {
            return new Entry(
                    name,
                    State.PENDING,
                    onDisk,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    checksum,
                    Optional.empty(),
                    false,
                    wayBack,
                    Optional.empty(),
                    false,
                    standsFor,
                    lacks);
        }
        LedgerRow row = telling(rows);
        State state = row.failed() ? State.FAILED : row.rolledBack() ? State.ROLLED_BACK : State.APPLIED;
        return new Entry(
                name,
                state,
                onDisk,
                Optional.of(row.startedAt()),
                row.finishedAt(),
                row.rolledBackAt(),
                checksum,
                Optional.of(row.checksum()),
                edited,
                wayBack,
                row.logs().filter(logs -> !logs.isEmpty()),
                row.failed() && Advice.isAppliedToo(name, rows),
                standsFor,
                lacks);
    }

    /**
     * Of several attempts the one that decides: a failed one stops deploys, an applied one counts more than one rolled
     * back.
     */
    private static LedgerRow telling(List<LedgerRow> rows) {
        LedgerRow last = rows.get(rows.size() - 1);
        return rows.stream()
                .filter(LedgerRow::failed)
                .findFirst()
                .or(() -> rows.stream().filter(LedgerRow::applied).reduce((a, b) -> b))
                .orElse(last);
    }
}
