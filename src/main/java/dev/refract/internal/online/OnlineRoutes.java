package dev.refract.internal.online;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.online.mysql.LargeTables;
import dev.refract.internal.project.RefractToml;
import dev.refract.internal.sql.Dialect;
import java.util.List;
import java.util.Optional;

/** Chooses the routes of a plan's statements, on the databases where a large table is changed online. */
public final class OnlineRoutes {

    private OnlineRoutes() {}

    /** @param database whose connection is used for looking; nothing is changed on it */
    public static Plan.Routes of(OnlineConfiguration configuration, Database database) {
        if (database.dialect() != Dialect.MYSQL) {
            return (migration, script) -> {
                settings(migration); // a file that can't be read is an error on every database
                return List.of();
            };
        }
        LargeTables tables = new LargeTables(configuration, database);
        return (migration, script) -> tables.routes(script, settings(migration));
    }

    /** The refract.toml beside the script. */
    private static Optional<RefractToml> settings(Migration migration) {
        return migration
                .read(Migration.SETTINGS)
                .map(bytes -> RefractToml.parse(
                        migration.path(Migration.SETTINGS), migration.text(Migration.SETTINGS, bytes)));
    }
}
