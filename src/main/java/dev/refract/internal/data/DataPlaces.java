package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where data migrations have their places in a history, and what is tried of them on a scratch database. */
public final class DataPlaces {

    private DataPlaces() {}

    /** A script, and where it is. The marker in it stands for all rows. */
    public record Text(String path, String sql) {}

    /**
     * A data migration.
     *
     * @param needing the migration before which it must have run; empty where none needs it
     * @param verify the query that counts what is left
     */
    public record Placed(
            String name, Optional<String> needing, Text up, Optional<String> verify, Optional<Text> down, Keyed keyed) {
        /** Whether its place is before a migration. */
        public boolean isBefore(String migration) {
            return needing.filter(migration::equals).isPresent();
        }

        /** How many rows verify.sql counts. */
        public long left(Database database) {
            return verify.map(sql -> Batches.count(database, sql)).orElse(0L);
        }

        /** Refuses what could not be gone through in batches in this database. */
        public void requireKey(Database database) {
            keyed.require(database);
        }
    }

    /** What needs a key of the table. */
    @FunctionalInterface
    interface Keyed {
        void require(Database database);
    }

    /**
     * In the order of their names.
     *
     * @param candidates the migrations that may need one, in order
     * @param without those that are done
     */
    public static List<Placed> of(
            Target target, History folder, Dialect dialect, List<Migration> candidates, Set<String> without) {
        List<Placed> places = new ArrayList<>();
        for (Migration files : folder.migrations()) {
            if (!without.contains(files.name())) {
                try {
                    places.add(placed(target, files, dialect, candidates));
                } catch (RefractException e) {
                    target.listener()
                            .on(new Event.Warning("The data migration `" + Controls.escapedLine(files.name())
                                    + "` is left out: " + e.what()));
                }
            }
        }
        return places;
    }

    private static Placed placed(Target target, Migration files, Dialect dialect, List<Migration> candidates) {
        DataMigration data = DataMigration.read(files, dialect);
        return new Placed(
                data.name(),
                DataGate.first(target.history(), files, data.toml(), candidates, dialect)
                        .map(Migration::name),
                text(files, data.up()),
                data.verify(),
                data.down().map(down -> text(files, down)),
                database -> {
                    if (!data.once()) {
                        Batches unused = new Batches(database, data, data.up());
                    }
                });
    }

    private static Text text(Migration files, DataScript script) {
        return new Text(files.path(script.file()), script.text());
    }
}
