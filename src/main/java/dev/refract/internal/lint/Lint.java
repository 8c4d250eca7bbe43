package dev.refract.internal.lint;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.observe.Witness;
import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.lint.rules.LockNoTimeoutRule;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.migrate.Status;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.ExecutedTexts;
import dev.refract.internal.sql.Place;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.report.Code;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what migrations would lock, rewrite, fail, lose or break, from their text and that of the history before. */
public final class Lint {

    private final History history;
    private final LintOptions options;
    private final LintSettings settings;
    private final Supplier<Target> target;
    private final Listener listener;
    private final Optional<DataFolder> data;
    private final List<LintFinding> findings = new ArrayList<>();
    private final List<LintResult.Ignored> ignored = new ArrayList<>();
    /** Those of refract.toml that hid something. */
    private final Set<LintSettings.Ignore> used = new HashSet<>();

    private final List<String> unread = new ArrayList<>();
    private int statements;
    /** What the database has; null where none answers. */
    private @Nullable Set<String> applied;
    /** The database, where it says how large its tables are. */
    private @Nullable RealDatabase asked;
    /** The data migrations that it need not run any more. */
    private Set<String> dataDone = Set.of();
    /** Where the database is; empty where nothing says it. */
    private Optional<DatabaseUrl> url = Optional.empty();
    /** Why no database answered. */
    private String silence = "";
    /** Whether its server is there, and it is not. */
    private boolean missing;
    /** How a deploy would run what is pending, where that is known. */
    private Plan.Routes routes = Plan.Routes.DIRECT;
    /** Whether it need not be said (again) that nothing limits how long a statement waits for its lock. */
    private boolean waitsAreTold;

    private Lint(
            History history,
            LintOptions options,
            LintSettings settings,
            Supplier<Target> target,
            Listener listener,
            Optional<DataFolder> data) {
        this.data = data;
        this.history = history;
        this.options = settings.sized(options);
        this.settings = settings;
        this.target = target;
        this.listener = listener;
        this.waitsAreTold = settings.limitsWaits();
    }

    /**
     * @param settings what refract.toml says
     * @param target the database; it need not be there
     * @param provider what the migrations are written in; asked for where neither the database nor their own file says
     *     it
     * @param shadow the project's shadowDatabaseUrl, on whose server statements are observed
     * @param folder the migrations' folder, for git; empty on the class path
     * @param deploys how a deploy to a database runs its statements
     * @param data the data migrations; empty where there is no folder of them
     * @throws RefractException P3017 for a name that is not known; without a code where a version or a commit can't be
     *     understood
     */
    public static LintResult run(
            History history,
            LintOptions options,
            LintSettings settings,
            Supplier<Target> target,
            Supplier<Dialect> provider,
            Supplier<Optional<DatabaseUrl>> shadow,
            Optional<Path> folder,
            Function<Database, Plan.Routes> deploys,
            Listener listener,
            Optional<DataFolder> data) {
        return new Lint(history, options, settings, target, listener, data).run(provider, shadow, folder, deploys);
    }

    /**
     * Writes how large the database's tables are to a file, for {@link LintOptions#stats}.
     *
     * @return how many tables there are
     */
    public static int writeStats(Target target, Path file) {
        try (RealDatabase real = new RealDatabase(target.open(Database.Missing.FAIL))) {
            SizesFile sizes = real.all();
            sizes.write(file);
            return sizes.tables().size();
        }
    }

    private LintResult run(
            Supplier<Dialect> provider,
            Supplier<Optional<DatabaseUrl>> shadow,
            Optional<Path> folder,
            Function<Database, Plan.Routes> deploys) {
        Optional<Server> named =
                options.serverVersion().or(settings::serverVersion).map(Server::of);
        Optional<SizesFile> stats = options.stats().map(SizesFile::read);
        try (RealDatabase real = open()) {
            Server server = named.or(() -> stats.map(SizesFile::server))
                    .or(() -> Optional.ofNullable(real).map(RealDatabase::server))
                    .or(() -> history.provider().flatMap(Server::ofProvider))
                    .orElseGet(() -> Server.newest(provider.get()));
            if (real != null) {
                applied = applied(real.database());
                dataDone = data.map(its -> its.done().apply(real.database())).orElse(Set.of());
                waitsAreTold |= real.limitsWaits();
            }
            Facts facts = Facts.NONE;
            if (stats.isPresent()) {
                facts = stats.get();
            } else if (real != null && real.server().dialect() == server.dialect()) {
                facts = real;
                asked = real;
                routes = routes(real, deploys.apply(real.database()));
            }
            Wanted wanted = wanted(folder);
            try (Observing observing = observing(wanted, server, Optional.ofNullable(real), shadow)) {
                return look(server, new Judge(options, facts), wanted, observing, sizes(facts));
            }
        }
    }

    /**
     * What there is to say of the migrations that a deploy is about to run.
     *
     * @param routes how it will run them
     * @param database the deploy's own, whose session stays as it is: sizes are asked on another connection, or, where
     *     a DataSource gives them, on this one; empty where it is not there yet
     */
    static LintResult ofPending(
            Target target,
            LintSettings settings,
            Set<String> pending,
            Plan.Routes routes,
            Optional<Database> database) {
        History history = target.history();
        Lint lint = new Lint(
                history,
                LintOptions.DEFAULT,
                settings,
                () -> target.with(Listener.SILENT),
                target.listener(),
                Optional.empty());
        lint.applied = history.migrations().stream()
                .map(Migration::name)
                .filter(name -> !pending.contains(name))
                .collect(Collectors.toSet());
        lint.routes = routes;
        try (RealDatabase real = lint.beside(target, database)) {
            Server server = settings.serverVersion()
                    .map(Server::of)
                    .or(() -> database.map(RealDatabase::serverOf))
                    .or(() -> history.provider().flatMap(Server::ofProvider))
                    .orElseGet(() ->
                            Server.newest(target.source().url().orElseThrow().dialect()));
            boolean same = real != null && real.server().dialect() == server.dialect();
            lint.waitsAreTold |= real != null && real.limitsWaits();
            Facts facts = same ? Objects.requireNonNull(real) : Facts.NONE;
            Set<String> wanted =
                    pending.stream().filter(name -> !settings.isBefore(name)).collect(Collectors.toSet());
            Observing none = Observing.of(
                    false, Optional.of("a deploy runs nothing twice"), Optional.empty(), Optional.empty(), server);
            return lint.look(server, new Judge(lint.options, facts), new Wanted(wanted, false), none, sizes(facts));
        }
    }

    /** Runs statements only where that was not forbidden, and the scratch database is like the one judged for. */
    private Observing observing(
            Wanted wanted, Server server, Optional<RealDatabase> real, Supplier<Optional<DatabaseUrl>> shadow) {
        Optional<String> refused = Optional.empty();
        Optional<DatabaseUrl> other = Optional.empty();
        if (!options.observe().orElse(true)) {
            refused = Optional.of("it was not to be");
        } else if (wanted.names().isEmpty()) {
            refused = Optional.of("there is nothing to run");
        } else if (url.isEmpty() && !silence.isEmpty()) {
            refused = Optional.of(silence);
        } else {
            other = shadow.get();
        }
        if (refused.isEmpty() && other.isEmpty() && real.isEmpty() && !missing) {
            refused = Optional.of(silence);
        }
        if (refused.isEmpty() && other.isEmpty()) {
            refused = real.map(RealDatabase::server)
                    .filter(its -> !its.isLike(server))
                    .map(its -> String.valueOf(Observing.unlike(its, server).getMessage()));
        }
        boolean demanded = options.observe().orElse(false) && !wanted.names().isEmpty();
        return Observing.of(demanded, refused, url, other, server);
    }

    private static LintResult.Sizes sizes(Facts facts) {
        return facts instanceof SizesFile
                ? LintResult.Sizes.FILE
                : facts instanceof RealDatabase ? LintResult.Sizes.DATABASE : LintResult.Sizes.UNKNOWN;
    }

    private LintResult look(Server server, Judge judge, Wanted wanted, Observing observing, LintResult.Sizes sizes) {
        Catalog catalog = new Catalog();
        List<String> looked = new ArrayList<>();
        for (Migration migration : history.migrations()) {
            if (!wanted.names().contains(migration.name()) && !migration.has(Migration.UP)) {
                continue; // a deploy says so
            }
            Script script = Script.parse(server.dialect(), migration.text(Migration.UP, migration.script()));
            List<Route> ways = routes(migration, script);
            if (wanted.names().contains(migration.name())) {
                looked.add(migration.name());
                check(server, judge, observing, migration, script, ways, catalog);
                if (wanted.apart()) { // of a whole history, most has long been run
                    catalog.settle();
                    observing.settle();
                }
            } else {
                if (looked.size() < wanted.names().size()) {
                    observing.replay(migration.path(Migration.UP), script);
                }
                boolean pending = applied != null && !applied.contains(migration.name());
                Script executed = ExecutedTexts.in(script);
                for (SqlStatement statement : executed.statements()) {
                    if (pending) {
                        catalog.touch(executed.change(statement));
                    }
                    catalog.apply(executed.change(statement), false);
                }
            }
        }
        for (Migration migration : wantedData()) {
            looked.add(migration.name());
            checkBatches(server, judge, migration, catalog);
        }
        looked.forEach(this::remarkOnIgnores);
        settings.ignores().stream()
                .filter(ignore -> history.find(ignore.migration()).isEmpty() && !isData(ignore.migration()))
                .forEach(ignore -> remark(
                        Remark.UNUSED,
                        ignore,
                        "There is no migration `" + Controls.escapedLine(ignore.migration())
                                + "`: the entry hides nothing."));
        findings.sort(Comparator.comparing(LintFinding::severity).reversed());
        return new LintResult(server.toString(), looked, statements, unread, sizes, observing.why(), findings, ignored);
    }

    /** Of what the ledger has no row for; a resumed migration is begun, and runs as it was. */
    private Plan.Routes routes(RealDatabase real, Plan.Routes deploys) {
        Set<String> recorded = SquashedRows.in(real.database(), history).seen().stream()
                .map(LedgerRow::migration)
                .collect(Collectors.toSet());
        return (migration, script) ->
                recorded.contains(migration.name()) ? List.of() : real.routes(deploys, migration, script);
    }

    private List<Route> routes(Migration migration, Script script) {
        try {
            return routes.of(migration, script);
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            warn("How a deploy would run large tables' statements is not known: "
                    + e.what().lines().findFirst().orElse(""));
            routes = Plan.Routes.DIRECT;
            return List.of();
        }
    }

    /** The database that a deploy is at work on; null where it is not there yet, or does not answer. */
    private @Nullable RealDatabase beside(Target target, Optional<Database> database) {
        if (database.isEmpty()) {
            return null;
        }
        return target.source().url().isPresent() ? open() : RealDatabase.borrowed(database.get());
    }

    /** The database; null where none answers. */
    private @Nullable RealDatabase open() {
        try {
            Target its = target.get();
            url = its.source().url();
            return new RealDatabase(its.open(Database.Missing.FAIL));
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            silence = e.what().lines().findFirst().orElse("").replaceFirst(" [^.]*:$", "");
            missing = e.code().filter(Code.P1003::equals).isPresent();
            return null;
        }
    }

    private String silence() {
        return silence.isEmpty() ? "" : " (" + silence + ")";
    }

    private Set<String> applied(Database database) {
        return Status.appliedAsWritten(
                history.migrations(), SquashedRows.in(database, history).seen());
    }

    /** The migrations to look at, and whether each is judged as if it were deployed by itself. */
    private record Wanted(Set<String> names, boolean apart) {}

    private Wanted wanted(Optional<Path> folder) {
        if (!options.names().isEmpty()) {
            List<String> names =
                    options.names().stream().filter(name -> !isData(name)).toList();
            names.forEach(history::require);
            return new Wanted(Set.copyOf(names), false);
        }
        Set<String> all = history.migrations().stream()
                .map(Migration::name)
                .filter(name -> !settings.isBefore(name))
                .collect(Collectors.toSet());
        if (options.all()) {
            return new Wanted(all, true);
        }
        if (options.since().isPresent()) {
            return new Wanted(changed(options.since().get(), folder, all), false);
        }
        if (applied != null) {
            all.removeAll(applied);
            return new Wanted(all, false);
        }
        Optional<String> base = folder.flatMap(Changed::mergeBase);
        if (base.isPresent()) {
            warn("No database says what is pending" + silence() + ": what this branch changed is looked at, since "
                    + base.get().substring(0, Math.min(10, base.get().length())) + ".");
            return new Wanted(changed(base.get(), folder, all), false);
        }
        warn("No database says what is pending" + silence()
                + ", and no branch what changed: all migrations are looked at.");
        return new Wanted(all, true);
    }

    private boolean isData(String name) {
        return data.flatMap(its -> its.history().find(name)).isPresent();
    }

    /** The data migrations to look at, chosen as the migrations are. */
    private List<Migration> wantedData() {
        if (data.isEmpty()) {
            return List.of();
        }
        List<Migration> migrations = data.get().history().migrations();
        Optional<Path> folder = data.get().folder();
        Set<String> all = migrations.stream()
                .map(Migration::name)
                .filter(name -> !settings.isBefore(name))
                .collect(Collectors.toSet());
        if (!options.names().isEmpty()) {
            all = Set.copyOf(options.names());
        } else if (options.since().isPresent()) {
            all = changed(options.since().get(), folder, all);
        } else if (!options.all() && applied != null) {
            all.removeAll(dataDone);
        } else if (!options.all()) {
            Optional<String> base = folder.flatMap(Changed::mergeBase);
            all = base.isPresent() ? changed(base.get(), folder, all) : all;
        }
        Set<String> wanted = all;
        return migrations.stream()
                .filter(migration -> wanted.contains(migration.name()))
                .toList();
    }

    private static Set<String> changed(String commit, Optional<Path> folder, Set<String> all) {
        Set<String> changed = Changed.since(
                commit,
                folder.orElseThrow(() -> new RefractException(
                        null,
                        "What changed since " + commit + " is not known: the migrations are on the class path.",
                        "Name the migrations, or look at all.")));
        changed.retainAll(all);
        return changed;
    }

    private void warn(String text) {
        listener.on(new Event.Warning(text));
    }

    private void check(
            Server server,
            Judge judge,
            Observing observing,
            Migration migration,
            Script script,
            List<Route> ways,
            Catalog catalog) {
        List<Finding> found = Witness.revised(
                server,
                script,
                Rules.check(server, script, catalog),
                observing.observe(migration.path(Migration.UP), script));
        tell(server, judge, migration, migration.path(Migration.UP), script, found, ways);
    }

    /** What a data migration does in batches: only rules about batches hold for it. */
    private void checkBatches(Server server, Judge judge, Migration migration, Catalog catalog) {
        String file = migration.fileFor("up", server.dialect());
        migration.read(file).ifPresent(bytes -> {
            Script script = Script.parse(server.dialect(), migration.text(file, bytes));
            List<Finding> found = new ArrayList<>(Rules.check(server, script, catalog));
            found.removeIf(finding -> !finding.rule().isOfBatches());
            found.addAll(scanned(migration, script, catalog));
            tell(server, judge, migration, migration.path(file), script, found, List.of());
        });
    }

    /** Of the large tables that each batch reads as a whole, by the database's plan of the first. */
    private List<Finding> scanned(Migration migration, Script script, Catalog catalog) {
        RealDatabase real = asked;
        if (real == null) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        Map<Integer, Set<String>> scans = data.orElseThrow().scans().apply(real.database(), migration.name());
        scans.forEach((statement, tables) -> tables.stream()
                .filter(table -> real.size(Optional.empty(), table)
                        .flatMap(TableSize::rows)
                        .filter(rows -> rows >= options.smallTable())
                        .isPresent())
                .flatMap(
                        table -> Rules.scanned(script, script.statements().get(statement - 1), catalog, table).stream())
                .forEach(found::add));
        return found;
    }

    /** @param path the script's */
    private void tell(
            Server server,
            Judge judge,
            Migration migration,
            String path,
            Script script,
            List<Finding> found,
            List<Route> ways) {
        Suppressions suppressions = new Suppressions(script);
        PrismaWarnings warnings = new PrismaWarnings(script);
        for (Finding finding : found) {
            Optional<Route> way = ways.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ways.get(finding.statement().number() - 1));
            add(server, migration, path, script, judge, suppressions, warnings, finding, way);
        }
        for (Suppressions.Said said : suppressions.said()) {
            Place place = script.place(said.offset());
            int before = (int) script.statements().stream()
                    .filter(s -> s.end() <= said.offset())
                    .count();
            remark(
                    said.remark(),
                    migration.name(),
                    path,
                    place,
                    Math.min(before + 1, Math.max(1, script.statements().size())),
                    said.message());
        }
        for (SqlStatement statement : script.statements()) {
            statements++;
            script.change(statement).unread().stream()
                    .findFirst()
                    .ifPresent(part -> unread.add(
                            path + ":" + script.place(part.span().start()).line()));
        }
    }

    private void add(
            Server server,
            Migration migration,
            String path,
            Script script,
            Judge judge,
            Suppressions suppressions,
            PrismaWarnings warnings,
            Finding finding,
            Optional<Route> way) {
        if (!settings.isHeard(finding.rule())) {
            return;
        }
        Optional<String> comment = suppressions.hides(finding);
        Optional<LintSettings.Ignore> entry = ignore(migration, finding);
        Judge.Judged judged = judge.judge(finding, applied != null && applied.contains(migration.name()), way)
                .orElse(null);
        boolean isTold = finding.rule().id().equals(LockNoTimeoutRule.ID) && waitsAreTold;
        if (judged == null || isTold || settings.ignores(finding.tables())) {
            return;
        }
        Optional<Severity> severity = settings.severity(finding.rule().id(), judged.severity());
        if (severity.isEmpty()) {
            return;
        }
        waitsAreTold |= finding.rule().id().equals(LockNoTimeoutRule.ID);
        String sql = script.sql(finding.statement());
        int from = finding.span().start() - finding.statement().code();
        int to = Math.min(finding.span().end() - finding.statement().code(), sql.length());
        Place start = script.place(finding.span().start());
        Place end = script.place(Math.max(finding.span().start(), finding.span().end() - 1));
        LintFinding told = new LintFinding(
                finding.rule().id(),
                severity.get(),
                migration.name(),
                path,
                start.line(),
                start.column(),
                end.line(),
                finding.statement().number(),
                finding.tables(),
                judged.message(),
                finding.rule().why(server),
                finding.safe(),
                sql,
                Math.min(from, to),
                to,
                judged.rows(),
                warnings.line(finding),
                finding.observed());
        comment.or(() -> entry.map(LintSettings.Ignore::reason))
                .ifPresentOrElse(
                        reason -> ignored.add(new LintResult.Ignored(told, reason, comment.isPresent())),
                        () -> findings.add(told));
    }

    /** What refract.toml says of a finding. */
    private Optional<LintSettings.Ignore> ignore(Migration migration, Finding finding) {
        List<LintSettings.Ignore> own = settings.ignoresOf(migration.name()).stream()
                .filter(ignore -> ignore.rule().equals(finding.rule().id())
                        && ignore.statement()
                                .filter(number -> number != finding.statement().number())
                                .isEmpty()
                        && !ignore.reason().isEmpty())
                .toList();
        used.addAll(own);
        return own.stream().findFirst();
    }

    private void remarkOnIgnores(String migration) {
        for (LintSettings.Ignore ignore : settings.ignoresOf(migration)) {
            if (ignore.reason().isEmpty()) {
                remark(Remark.WITHOUT_REASON, ignore, "The entry has no reason, so it hides nothing: reason = \"…\".");
            } else if (!used.contains(ignore)) {
                remark(
                        Remark.UNUSED,
                        ignore,
                        ignore.rule() + " finds nothing in "
                                + (ignore.statement()
                                        .map(number -> "statement " + number + " of ")
                                        .orElse(""))
                                + ignore.migration() + ": the entry hides nothing.");
            }
        }
    }

    private void remark(Remark remark, LintSettings.Ignore ignore, String message) {
        remark(
                remark,
                ignore.migration(),
                Controls.escapedLine(ignore.file()),
                new Place(ignore.line(), 1),
                ignore.statement().orElse(1),
                message);
    }

    private void remark(Remark remark, String migration, String file, Place place, int statement, String message) {
        settings.severity(remark.id(), remark.severity())
                .ifPresent(severity -> findings.add(new LintFinding(
                        remark.id(),
                        severity,
                        migration,
                        file,
                        place.line(),
                        place.column(),
                        place.line(),
                        statement,
                        List.of(),
                        message,
                        remark.why(),
                        List.of(),
                        "",
                        0,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        false)));
    }
}
