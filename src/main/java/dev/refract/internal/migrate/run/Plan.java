package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Database;
import dev.refract.internal.database.Execution;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.SqlStatement.Kind;
import dev.refract.migrate.Loss;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What would run, how, and why. Making it has read and checked every script in it. */
public record Plan(List<Step> steps) {

    /**
     * Scripts stay in memory between being checked and being run, up to this many characters together; what is beyond
     * is read again.
     */
    private static final int KEEP = 24 << 20;

    /**
     * One migration of the plan.
     *
     * @param migration which
     * @param file the script that runs: {@code migration.sql} or {@code down.sql}
     * @param execution how its script runs
     * @param statements how many statements the script has
     * @param routes how each statement runs, where there are routes other than sending it to the server; otherwise
     *     empty
     * @param first the number of the statement that it begins with: 1, unless a failed migration is resumed
     * @param resumed the row of the failed migration that is resumed; empty for one that begins
     */
    public record Step(
            Migration migration,
            String file,
            Execution execution,
            int statements,
            List<Route> routes,
            int first,
            Optional<LedgerRow> resumed,
            @Nullable Loaded kept) {

        public Step {
            routes = List.copyOf(routes);
        }

        /** How a statement runs, by its number. */
        Route route(int number) {
            return routes.isEmpty() ? new Route.Direct("this database has no other route") : routes.get(number - 1);
        }

        /** The same, from the statement on at which a failed migration is resumed. */
        Step resumed(LedgerRow row, int number) {
            Execution separate = execution.atomic() ? execution.split("it is resumed") : execution;
            return new Step(migration, file, separate, statements, routes, number, Optional.of(row), kept);
        }

        /** What a caller sees of it. */
        public PlannedMigration planned() {
            return planned(List.of());
        }

        /** The same, with what its down.sql says that it loses. */
        public PlannedMigration planned(List<Loss> losses) {
            List<PlannedMigration.Route> shown = new ArrayList<>();
            for (int number = first; number <= routes.size(); number++) {
                shown.add(planned(number, routes.get(number - 1)));
            }
            return new PlannedMigration(
                    migration.name(), statements, execution.atomic(), execution.reason(), shown, warnings(), losses);
        }

        private static PlannedMigration.Route planned(int number, Route route) {
            Optional<String> refusal = route.otherwise().flatMap(Route::refusal).map(Route.Refused::reason);
            return new PlannedMigration.Route(
                    number, route.summary(), route.reason(), route.steps(), route.command(), refusal);
        }

        /** How the whole script waits for its locks, where it is one transaction; empty as the session is set to. */
        Optional<Patience> patience() {
            return routes.stream()
                    .flatMap(route -> route.patience().stream())
                    .reduce((a, b) -> a.total().compareTo(b.total()) >= 0 ? a : b)
                    .map(any -> new Patience(any.lockTimeout(), any.total(), this::inTheWay));
        }

        private List<String> inTheWay(OptionalInt statement) {
            return routes.stream()
                    .skip(statement.isPresent() ? statement.getAsInt() - 1 : 0)
                    .limit(statement.isPresent() ? 1 : routes.size())
                    .flatMap(route -> route.patience().stream())
                    .flatMap(patience -> patience.inTheWay().of(statement).stream())
                    .distinct()
                    .toList();
        }

        private List<String> warnings() {
            List<String> warnings = new ArrayList<>();
            for (int number = first; number <= routes.size(); number++) {
                Optional<String> warning = routes.get(number - 1).warning();
                if (warning.isPresent()) {
                    warnings.add(migration.path(file) + ", statement " + number + ": " + warning.get());
                }
            }
            for (Execution.Warning warning : execution.warnings()) {
                warnings.add(migration.path(file) + ":" + warning.line() + ": " + warning.text());
            }
            return warnings;
        }

        /** The script, from memory or read again. */
        public Loaded load(Dialect dialect) {
            return kept != null ? kept : Plan.load(migration, file, dialect);
        }
    }

    /** A script as it was read. */
    public record Loaded(Script script, String checksum) {}

    public Plan {
        steps = List.copyOf(steps);
    }

    /** What a person should know before it runs, each with the place in its script. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Step step : steps) {
            warnings.addAll(step.warnings());
        }
        return warnings;
    }

    /** What a caller sees of it. */
    public List<PlannedMigration> planned() {
        List<PlannedMigration> planned = new ArrayList<>();
        for (Step step : steps) {
            planned.add(step.planned());
        }
        return planned;
    }

    /** How it runs the statements of a migration; empty for one that is not in it. */
    public Routes routes() {
        return (migration, script) -> steps.stream()
                .filter(step -> step.migration().name().equals(migration.name()))
                .findFirst()
                .map(Step::routes)
                .orElse(List.of());
    }

    /** The names of the migrations, in order. */
    public List<String> names() {
        return steps.stream().map(step -> step.migration().name()).toList();
    }

    /**
     * Reads and checks the scripts.
     *
     * @param file {@code migration.sql} or {@code down.sql}
     * @throws RefractException for the first script that is missing, not UTF-8, or can't be run by any database
     */
    public static Plan of(List<Migration> migrations, String file, Dialect dialect, TransactionMode mode) {
        return of(migrations, file, dialect, mode, Routes.DIRECT);
    }

    /** Chooses the routes of a script's statements. */
    public interface Routes {

        /** Every statement is sent to the server as it is written. */
        Routes DIRECT = (migration, script) -> List.of();

        /** One for each statement; empty where all are sent as they are written. */
        List<Route> of(Migration migration, Script script);
    }

    /** As the other, with routes for the statements; they are asked for in the migrations' order. */
    public static Plan of(
            List<Migration> migrations, String file, Dialect dialect, TransactionMode mode, Routes routes) {
        requireFiles(migrations, file);
        List<Step> steps = new ArrayList<>();
        long kept = 0;
        for (Migration migration : migrations) {
            Loaded loaded = load(migration, file, dialect);
            Script script = loaded.script();
            kept += script.text().length();
            requireRunnable(migration.path(file), script);
            Execution execution = execution(migration.path(file), script, mode);
            List<Route> chosen = routes.of(migration, script);
            steps.add(new Step(
                    migration,
                    file,
                    split(execution, chosen),
                    script.statements().size(),
                    chosen,
                    1,
                    Optional.empty(),
                    kept <= KEEP ? loaded : null));
        }
        return new Plan(steps);
    }

    /** What would be one transaction is several where a statement runs in steps. */
    private static Execution split(Execution execution, List<Route> routes) {
        for (int number = 1; number <= routes.size(); number++) {
            if (execution.atomic() && routes.get(number - 1).splits()) {
                return execution.split("statement " + number + " runs in steps that block nobody");
            }
        }
        return execution;
    }

    private static void requireFiles(List<Migration> migrations, String file) {
        List<Migration> without = migrations.stream().filter(m -> !m.has(file)).toList();
        List<String> missing = without.stream().map(m -> m.path(file)).toList();
        if (!missing.isEmpty()) {
            throw new RefractException(
                    Code.P3015,
                    "Could not find the migration file at " + String.join("\nand at ", missing) + ".",
                    "Put the file back, or remove its folder. Nothing was run.",
                    null,
                    without.get(0).place(file));
        }
    }

    static Loaded load(Migration migration, String file, Dialect dialect) {
        byte[] bytes = migration
                .read(file)
                .orElseThrow(() -> new RefractException(
                        Code.P3015,
                        "Could not find the migration file at " + migration.path(file) + ".",
                        "Put the file back."));
        return new Loaded(Script.parse(dialect, migration.text(file, bytes)), Checksum.of(bytes));
    }

    private static Execution execution(String path, Script script, TransactionMode mode) {
        try {
            return Database.execution(script, mode);
        } catch (RefractException e) {
            throw new RefractException(null, path + ": " + e.what(), e.next(), e);
        }
    }

    /** Refuses what no server understands, before anything runs. */
    public static void requireRunnable(String path, Script script) {
        int nul = script.cutAt();
        if (nul >= 0) {
            throw new RefractException(
                    null,
                    path + ":" + script.place(nul).line()
                            + ": there is a NUL character, at which the database would end the text.",
                    "Save the file as UTF-8 (it may be UTF-16), or remove the character. Nothing was run.");
        }
        script.first(Kind.COPY_FROM_STDIN).ifPresent(s -> {
            throw refusal(
                    path,
                    script,
                    s,
                    "COPY … FROM stdin reads its data from psql, not from the script's SQL",
                    "Turn the data into INSERT statements (pg_dump --inserts writes them), or use COPY … FROM a file "
                            + "on the server.");
        });
        script.first(Kind.COPY_TO_STDOUT).ifPresent(s -> {
            throw refusal(
                    path,
                    script,
                    s,
                    "COPY … TO stdout sends its rows to psql, and a migration has no use for them",
                    "Remove it, or use COPY … TO a file on the server.");
        });
        requireNoPsqlCommands(path, script);
        script.first(Kind.DELIMITER).ifPresent(s -> {
            throw refusal(
                    path,
                    script,
                    s,
                    "DELIMITER is a command of the mysql client, not SQL",
                    "Remove it: a BEGIN … END body is sent whole, and its end is found without it. Prisma fails on "
                            + "DELIMITER as well.");
        });
        script.unterminated().ifPresent(u -> {
            throw new RefractException(
                    null,
                    path + " ends inside " + u.what() + " that begins at line "
                            + script.place(u.offset()).line() + ".",
                    "Close it. Nothing was run.");
        });
    }

    /** All of them at once: a script that was written for psql has several. */
    private static void requireNoPsqlCommands(String path, Script script) {
        String commands = script.statements().stream()
                .filter(s -> s.kind() == Kind.PSQL_COMMAND)
                .map(s -> path + ":" + script.place(s.code()).line() + ": "
                        + script.sql(s).replaceFirst("(?s)^(\\\\[A-Za-z]*).*", "$1")
                        + " is a command of psql, not SQL.")
                .collect(Collectors.joining("\n"));
        if (!commands.isEmpty()) {
            throw new RefractException(
                    null, commands, "Remove the command, or write what it does in SQL. Nothing was run.");
        }
    }

    private static RefractException refusal(
            String path, Script script, SqlStatement statement, String why, String next) {
        return new RefractException(
                null,
                path + ":" + script.place(statement.code()).line() + ": " + why + ".",
                next + " Nothing was run.");
    }
}
