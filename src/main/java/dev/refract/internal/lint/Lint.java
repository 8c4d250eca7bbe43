package dev.refract.internal.lint;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.migrate.Status;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Place;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Says what migrations would lock, rewrite, fail, lose or break, from their text and that of the history before. */
public final class Lint {

    /** What the database says. */
    private record Known(Server server, Set<String> applied) {}

    private final History history;
    private final LintOptions options;
    private final LintSettings settings;
    private final Supplier<Target> target;
    private final Listener listener;
    private final List<LintFinding> findings = new ArrayList<>();
    private final List<LintResult.Ignored> ignored = new ArrayList<>();
    /** Those of refract.toml that hid something. */
    private final Set<LintSettings.Ignore> used = new HashSet<>();

    private final List<String> unread = new ArrayList<>();
    private int statements;
    /** Why no database answered, in parentheses. */
    private String silence = "";

    private Lint(
            History history, LintOptions options, LintSettings settings, Supplier<Target> target, Listener listener) {
        this.history = history;
        this.options = options;
        this.settings = settings;
        this.target = target;
        this.listener = listener;
    }

    /**
     * @param settings what refract.toml says
     * @param target the database; it need not be there
     * @param provider what the migrations are written in; asked for where neither the database nor their own file says
     *     it
     * @param folder the migrations' folder, for git; empty on the class path
     * @throws RefractException P3017 for a name that is not known; without a code where a version or a commit can't be
     *     understood
     */
    public static LintResult run(
            History history,
            LintOptions options,
            LintSettings settings,
            Supplier<Target> target,
            Supplier<Dialect> provider,
            Optional<Path> folder,
            Listener listener) {
        return new Lint(history, options, settings, target, listener).run(provider, folder);
    }

    private LintResult run(Supplier<Dialect> provider, Optional<Path> folder) {
        Optional<Server> named =
                options.serverVersion().or(settings::serverVersion).map(Server::of);
        boolean chosen =
                options.all() || !options.names().isEmpty() || options.since().isPresent();
        Optional<Known> known = chosen && named.isPresent() ? Optional.empty() : ask();
        Server server = named.or(() -> known.map(Known::server))
                .or(() -> history.provider().flatMap(Server::ofProvider))
                .orElseGet(() -> Server.newest(provider.get()));
        Wanted wanted = wanted(known, folder);
        Catalog catalog = new Catalog();
        List<String> looked = new ArrayList<>();
        for (Migration migration : history.migrations()) {
            if (!wanted.names().contains(migration.name()) && !migration.has(Migration.UP)) {
                continue; // a deploy says so
            }
            Script script = Script.parse(server.dialect(), migration.text(Migration.UP, migration.script()));
            if (wanted.names().contains(migration.name())) {
                looked.add(migration.name());
                check(server, migration, script, catalog);
                if (wanted.apart()) { // of a whole history, most has long been run
                    catalog.settle();
                }
            } else {
                script.statements().forEach(statement -> catalog.apply(script.change(statement), false));
            }
        }
        looked.forEach(this::remarkOnIgnores);
        settings.ignores().stream()
                .filter(ignore -> history.find(ignore.migration()).isEmpty())
                .forEach(ignore -> remark(
                        Remark.UNUSED,
                        ignore,
                        "There is no migration `" + Controls.escapedLine(ignore.migration())
                                + "`: the entry hides nothing."));
        findings.sort(Comparator.comparing(LintFinding::severity).reversed());
        return new LintResult(server.toString(), looked, statements, unread, findings, ignored);
    }

    /** What the database has; empty where none answers. */
    private Optional<Known> ask() {
        try (Database database = target.get().open(Database.Missing.FAIL)) {
            DatabaseMetaData about = database.connection().getMetaData();
            boolean mariadb = about.getDatabaseProductVersion().contains("MariaDB");
            Server.Kind kind =
                    switch (database.dialect()) {
                        case POSTGRESQL -> Server.Kind.POSTGRESQL;
                        case MYSQL -> mariadb ? Server.Kind.MARIADB : Server.Kind.MYSQL;
                        case SQLITE -> Server.Kind.SQLITE;
                    };
            Server server = new Server(kind, about.getDatabaseMajorVersion(), about.getDatabaseMinorVersion());
            List<LedgerRow> rows = database.contents().ledger() ? new Ledger(database).rows() : List.of();
            return Optional.of(new Known(server, Status.appliedAsWritten(history.migrations(), rows)));
        } catch (RefractException e) {
            silence = e.what()
                    .lines()
                    .findFirst()
                    .map(reason -> " (" + reason + ")")
                    .orElse("");
            return Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The migrations to look at, and whether each is judged as if it were deployed by itself. */
    private record Wanted(Set<String> names, boolean apart) {}

    private Wanted wanted(Optional<Known> known, Optional<Path> folder) {
        if (!options.names().isEmpty()) {
            options.names().forEach(history::require);
            return new Wanted(Set.copyOf(options.names()), false);
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
        if (known.isPresent()) {
            all.removeAll(known.get().applied());
            return new Wanted(all, false);
        }
        Optional<String> base = folder.flatMap(Changed::mergeBase);
        if (base.isPresent()) {
            warn("No database says what is pending" + silence + ": what this branch changed is looked at, since "
                    + base.get().substring(0, Math.min(10, base.get().length())) + ".");
            return new Wanted(changed(base.get(), folder, all), false);
        }
        warn("No database says what is pending" + silence
                + ", and no branch what changed: all migrations are looked at.");
        return new Wanted(all, true);
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

    private void check(Server server, Migration migration, Script script, Catalog catalog) {
        List<Finding> found = Rules.check(server, script, catalog);
        Suppressions suppressions = new Suppressions(script);
        for (Finding finding : found) {
            add(migration, script, suppressions, finding);
        }
        for (Suppressions.Said said : suppressions.said()) {
            Place place = script.place(said.offset());
            int before = (int) script.statements().stream()
                    .filter(s -> s.end() <= said.offset())
                    .count();
            remark(
                    said.remark(),
                    migration.name(),
                    migration.path(Migration.UP),
                    place,
                    Math.min(before + 1, Math.max(1, script.statements().size())),
                    said.message());
        }
        for (SqlStatement statement : script.statements()) {
            statements++;
            script.change(statement).unread().stream()
                    .findFirst()
                    .ifPresent(part -> unread.add(migration.path(Migration.UP) + ":"
                            + script.place(part.span().start()).line()));
        }
    }

    private void add(Migration migration, Script script, Suppressions suppressions, Finding finding) {
        Optional<String> comment = suppressions.hides(finding);
        Optional<LintSettings.Ignore> entry = ignore(migration, finding);
        Optional<Severity> severity = settings.severity(finding.rule().id(), finding.severity());
        if (severity.isEmpty() || settings.ignores(finding.tables())) {
            return;
        }
        Place start = script.place(finding.span().start());
        Place end = script.place(Math.max(finding.span().start(), finding.span().end() - 1));
        LintFinding told = new LintFinding(
                finding.rule().id(),
                severity.get(),
                migration.name(),
                migration.path(Migration.UP),
                start.line(),
                start.column(),
                end.line(),
                finding.statement().number(),
                finding.tables(),
                finding.message(),
                finding.rule().why(),
                finding.safe(),
                script.sql(finding.statement()));
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
                        "")));
    }
}
