package dev.refract.internal.online;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.run.LogNote;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Resumption;
import dev.refract.internal.online.mysql.LargeTables;
import dev.refract.internal.online.postgres.PostgresTables;
import dev.refract.internal.project.RefractToml;
import dev.refract.migrate.TransactionMode;
import java.util.List;
import java.util.Optional;

/** Chooses the routes of a plan's statements, on the databases where a large table is changed online. */
public final class OnlineRoutes {

    private OnlineRoutes() {}

    /**
     * @param database whose connection is used for looking; nothing is changed on it
     * @param mode whether scripts are to be one transaction
     * @param resumed the migration that was begun before; empty where none is resumed
     */
    public static Plan.Routes of(
            OnlineConfiguration configuration, Database database, TransactionMode mode, Optional<Resumption> resumed) {
        return switch (database.dialect()) {
            case MYSQL -> {
                LargeTables tables = new LargeTables(configuration, database);
                yield (migration, script) -> tables.routes(script, settings(migration));
            }
            case POSTGRESQL -> {
                PostgresTables[] tables = new PostgresTables[1]; // where nothing is pending, it is not even loaded
                yield (migration, script) -> {
                    if (tables[0] == null) {
                        tables[0] = new PostgresTables(configuration, database, mode);
                    }
                    return tables[0].routes(script, settings(migration), begun(migration, resumed));
                };
            }
            case SQLITE ->
                (migration, script) -> {
                    settings(migration); // a file that can't be read is an error on every database
                    return List.of();
                };
        };
    }

    private static Optional<LogNote> begun(Migration migration, Optional<Resumption> resumed) {
        return resumed.filter(one -> one.row().migration().equals(migration.name()))
                .map(Resumption::note);
    }

    /** The refract.toml beside the script. */
    private static Optional<RefractToml> settings(Migration migration) {
        return migration
                .read(Migration.SETTINGS)
                .map(bytes -> RefractToml.parse(
                        migration.path(Migration.SETTINGS), migration.text(Migration.SETTINGS, bytes)));
    }
}
