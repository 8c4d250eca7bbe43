package dev.refract.internal.lint;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.migrate.Target;
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
    private final Supplier<Target> target;
    private final Listener listener;
    private final List<LintFinding> findings = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private int statements;
    /** Why no database answered, in parentheses. */
    private String silence = "";

    private Lint(History history, LintOptions options, Supplier<Target> target, Listener listener) {
        this.history = history;
        this.options = options;
        this.target = target;
        this.listener = listener;
    }

    /**
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
            Supplier<Target> target,
            Supplier<Dialect> provider,
            Optional<Path> folder,
            Listener listener) {
        return new Lint(history, options, target, listener).run(provider, folder);
    }

    private LintResult run(Supplier<Dialect> provider, Optional<Path> folder) {
        Optional<Server> named = options.serverVersion().map(Server::of);
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
        findings.sort(Comparator.comparing(LintFinding::severity).reversed());
        return new LintResult(server.toString(), looked, statements, unread, findings);
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
            Set<String> applied = new HashSet<>();
            for (Migration migration : history.migrations()) {
                boolean has = rows.stream()
                        .anyMatch(row -> row.migration().equals(migration.name())
                                && row.applied()
                                && migration
                                        .read(Migration.UP)
                                        .filter(script -> Checksum.matches(row.checksum(), script))
                                        .isPresent());
                if (has) {
                    applied.add(migration.name());
                }
            }
            return Optional.of(new Known(server, applied));
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
        Set<String> all = history.migrations().stream().map(Migration::name).collect(Collectors.toSet());
        if (!options.names().isEmpty()) {
            options.names().forEach(history::require);
            return new Wanted(Set.copyOf(options.names()), false);
        }
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
            if (!suppressions.hide(finding)) {
                add(migration, script, finding);
            }
        }
        suppressions
                .withoutReason()
                .forEach(offset -> comment(
                        migration,
                        script,
                        offset,
                        "suppression-without-reason",
                        Severity.WARNING,
                        "The comment gives no reason, so it hides nothing: refract-lint-ignore RULE: reason."));
        suppressions
                .unused()
                .forEach(offset -> comment(
                        migration, script, offset, "unused-suppression", Severity.INFO, "The comment hides nothing."));
        for (SqlStatement statement : script.statements()) {
            statements++;
            script.change(statement).unread().stream()
                    .findFirst()
                    .ifPresent(part -> unread.add(migration.path(Migration.UP) + ":"
                            + script.place(part.span().start()).line()));
        }
    }

    private void add(Migration migration, Script script, Finding finding) {
        Place start = script.place(finding.span().start());
        Place end = script.place(Math.max(finding.span().start(), finding.span().end() - 1));
        findings.add(new LintFinding(
                finding.rule().id(),
                finding.severity(),
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
                script.sql(finding.statement())));
    }

    private void comment(
            Migration migration, Script script, int offset, String rule, Severity severity, String message) {
        Place place = script.place(offset);
        int statement = (int) script.statements().stream()
                        .filter(s -> s.end() <= offset)
                        .count()
                + 1;
        findings.add(new LintFinding(
                rule,
                severity,
                migration.name(),
                migration.path(Migration.UP),
                place.line(),
                place.column(),
                place.line(),
                statement,
                List.of(),
                message,
                "What is not said why can't be judged by who comes later.",
                List.of(),
                ""));
    }
}
