package dev.refract.internal.lint.observe;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.FailUnsafeStatementRule;
import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.lint.rules.LockNoTimeoutRule;
import dev.refract.internal.lint.rules.Rule;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds what rules found by the text against what the server was seen to do: the server is right. */
public final class Witness {

    /** What no server runs, with or without rows. */
    private static final Set<String> FAILS_ALWAYS = Set.of(
            "fail-syntax",
            "fail-unsupported-syntax",
            "fail-dependents",
            "fail-index-needed",
            FailUnsafeStatementRule.ID,
            "fail-second-primary-key",
            "fail-auto-increment",
            "fail-definition",
            "fail-unique-column");

    /** What fails for what stands around it. */
    private static final Set<String> FAILS_WITH_OTHERS = Set.of("tx-concurrently", "tx-enum-value-used", "tx-nesting");

    /** What reads each row. */
    private static final Set<String> READS = Set.of(
            "lock-index",
            "lock-unique-constraint",
            "lock-primary-key",
            "lock-exclusion",
            "lock-check",
            "lock-set-not-null");

    /** What MySQL does in place without a lock, and is said all the same. */
    private static final Set<String> IN_PLACE = Set.of("rewrite-not-null", "rewrite-primary-key", "rewrite-storage");

    private static final String CASCADE = "loss-cascade";
    /** Of what a CASCADE takes along, as many are named. */
    private static final int NAMED = 10;

    private static final String INSTANT = "ALGORITHM=INSTANT";

    private final Server server;
    private final Script script;
    private final Map<Integer, Seen> seen;
    private final List<Finding> told = new ArrayList<>();

    private Witness(Server server, Script script, Map<Integer, Seen> seen) {
        this.server = server;
        this.script = script;
        this.seen = seen;
    }

    /**
     * The findings that are left, with those that only the server knows.
     *
     * @param found by the text
     * @param seen by the statements' numbers
     */
    public static List<Finding> revised(Server server, Script script, List<Finding> found, Map<Integer, Seen> seen) {
        return new Witness(server, script, seen).revised(found);
    }

    private List<Finding> revised(List<Finding> found) {
        for (Finding finding : found) {
            Optional<Seen> its =
                    Optional.ofNullable(seen.get(finding.statement().number()));
            if (its.isEmpty()) {
                told.add(finding);
            } else if (its.get().failure().isPresent()) {
                told.add(failed(finding, its.get().failure().get()));
            } else if (!FAILS_ALWAYS.contains(finding.rule().id()) || finding.severity() == Severity.INFO) {
                ran(finding, its.get()).ifPresent(told::add);
            }
        }
        for (SqlStatement statement : script.statements()) {
            Seen its = seen.get(statement.number());
            if (its != null) {
                its.failure().ifPresent(failure -> unforeseen(statement, failure));
                its.effects().forEach(effect -> unforeseen(statement, its, effect));
                if (!its.said().isEmpty() && server.isMysql()) {
                    tell(
                            rule(FailUnsafeStatementRule.ID),
                            Severity.WARNING,
                            statement,
                            script.change(statement).span(),
                            List.of(),
                            "The server says: " + String.join(" ", its.said()));
                } else if (!its.said().isEmpty()
                        && told.stream()
                                .noneMatch(finding -> finding.statement().equals(statement)
                                        && finding.rule().id().equals(CASCADE))) {
                    tell(CASCADE, statement, script.change(statement).span(), List.of(), cascades(its));
                }
            }
        }
        return told;
    }

    /** Whether it says that the statement fails; an info of MariaDB's that a replica has other values does not. */
    private boolean foretells(Finding finding) {
        String id = finding.rule().id();
        return id.startsWith("fail-")
                        && !id.equals("fail-identifier")
                        && !(id.equals(FailUnsafeStatementRule.ID) && server.isMariadb())
                || FAILS_WITH_OTHERS.contains(id);
    }

    private Finding failed(Finding finding, Seen.Failure failure) {
        boolean other = finding.rule().isOfRows() && !failure.ofRows();
        return foretells(finding) && !other ? finding.seen(Severity.ERROR, says(failure)) : finding;
    }

    private static String says(Seen.Failure failure) {
        return "The server says: " + failure.message() + (failure.message().endsWith(".") ? "" : ".");
    }

    private static String cascades(Seen its) {
        int more = its.said().size() - NAMED;
        return "The server says: "
                + String.join(", ", its.said().stream().limit(NAMED).toList())
                        .replaceAll(", (drop|truncate) cascades to ", ", ")
                + (more > 0 ? ", and " + more + " more." : ".");
    }

    /** Empty where the server does not do it. */
    private Optional<Finding> ran(Finding finding, Seen its) {
        String id = finding.rule().id();
        if (id.equals(CASCADE) && server.isPostgres()) {
            return its.said().isEmpty()
                    ? Optional.of(finding)
                            .filter(one -> script.change(one.statement())
                                    instanceof RowChange.Truncate) // whoever refers to it
                    : Optional.of(finding.saying("CASCADE takes more along.").seen(finding.severity(), cascades(its)));
        }
        boolean counts = id.startsWith("lock-") || id.startsWith("rewrite-");
        if (!counts || id.equals("lock-many-tables") || id.equals("lock-explicit-algorithm")) {
            return Optional.of(finding);
        }
        if (finding.tables().isEmpty()) {
            return its.effects().stream()
                    .filter(Effect::read)
                    .findFirst()
                    .map(effect -> finding.seen(finding.severity(), effect.seen()));
        }
        String table = finding.tables().get(0);
        if (!its.tables().contains(table.toLowerCase(Locale.ROOT))) {
            return Optional.of(finding);
        }
        Optional<Effect> effect = its.effects().stream()
                .filter(e -> e.table().equalsIgnoreCase(table))
                .findFirst();
        boolean unseen = server.isMysql() || script.change(finding.statement()) instanceof TableChange.DropTable;
        if (id.equals(LockNoTimeoutRule.ID) && unseen) {
            return Optional.of(finding);
        }
        return server.isMysql() ? mysql(finding, effect) : postgres(finding, effect);
    }

    private static Optional<Finding> postgres(Finding finding, Optional<Effect> effect) {
        String id = finding.rule().id();
        return effect.filter(e -> id.startsWith("rewrite-")
                        ? e.rewritten()
                        : (e.blocksWrites() || e.kept()) && (!READS.contains(id) || e.read() || e.rewritten()))
                .map(e -> finding.seen(finding.severity(), e.seen()));
    }

    private static Optional<Finding> mysql(Finding finding, Optional<Effect> effect) {
        if (effect.isEmpty()) {
            return Optional.of(finding); // it could not be asked
        }
        Effect its = effect.get();
        String id = finding.rule().id();
        boolean told = its.rewritten()
                || its.blocksWrites()
                || IN_PLACE.contains(id) && !its.causes().contains(INSTANT);
        Severity severity = its.blocksWrites() && finding.severity() == Severity.WARNING
                ? Severity.ERROR
                : !its.blocksWrites() && finding.severity() == Severity.ERROR ? Severity.WARNING : finding.severity();
        return told ? Optional.of(finding.seen(severity, its.seen())) : Optional.empty();
    }

    private void unforeseen(SqlStatement statement, Seen.Failure failure) {
        boolean foretold = told.stream()
                .anyMatch(finding -> finding.statement().equals(statement) && foretells(finding) && finding.observed());
        if (!foretold) {
            Span whole = script.change(statement).span();
            Span span = failure.offset().isPresent()
                    ? new Span(Math.min(failure.offset().getAsInt(), whole.end()), whole.end())
                    : whole;
            tell(failure.rule(), statement, span, List.of(), says(failure));
        }
    }

    /** What no rule knew of: done in a block or a function, or for a reason of the server's own. */
    private void unforeseen(SqlStatement statement, Seen its, Effect effect) {
        Change change = script.change(statement);
        if (change instanceof RowChange.Truncate || change instanceof ViewChange) {
            return;
        }
        boolean hidden = change instanceof Execution || change instanceof RowChange.Select || change instanceof Unread;
        boolean known = told.stream()
                .anyMatch(finding -> finding.statement().equals(statement)
                        && (finding.rule().isOfSize() || finding.rule().id().startsWith("tx-"))
                        && isOf(finding, effect.table()));
        boolean waits = effect.read() && (effect.blocksWrites() || hidden && effect.kept());
        boolean backfill = effect.causes().contains("data-backfill");
        if (known || !effect.rewritten() && !waits && !backfill) {
            return;
        }
        boolean parent = effect.causes().isEmpty()
                && its.effects().stream().anyMatch(other -> other.causes().contains("lock-foreign-key"));
        if (parent) {
            return;
        }
        List<String> causes =
                server.isMysql() ? List.of() : effect.causes().stream().sorted().toList();
        for (String id : causes.isEmpty() ? List.of(effect.rewritten() ? "rewrite-table" : "lock-scan") : causes) {
            tell(id, statement, change.span(), List.of(effect.table()), effect.seen());
        }
    }

    /** Whether it is of a table, or of what any table may have, as a domain. */
    private static boolean isOf(Finding finding, String table) {
        return finding.tables().isEmpty() || finding.tables().stream().anyMatch(table::equalsIgnoreCase);
    }

    private void tell(String id, SqlStatement statement, Span span, List<String> tables, String message) {
        tell(rule(id), rule(id).severity(), statement, span, tables, message);
    }

    private static Rule rule(String id) {
        return Rules.all().stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
    }

    private void tell(
            Rule rule, Severity severity, SqlStatement statement, Span span, List<String> tables, String message) {
        told.add(new Finding(
                rule,
                severity,
                statement,
                span,
                Optional.empty(),
                tables,
                message,
                List.of(),
                false,
                false,
                Optional.empty(),
                true));
    }
}
