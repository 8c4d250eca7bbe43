package dev.refract.internal.online.postgres;

import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.IndexPart;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange.AlterTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which way an ALTER TABLE goes. What is brief stays together and comes first; then what has steps, in the order
 * written; then what needs that.
 */
final class AlterDecision {

    /** The first version whose NOT NULL constraints can be NOT VALID. */
    private static final int NOT_NULL_NOT_VALID = 18;

    private final PostgresTables.Statement statement;
    private final AlterTable alter;
    /** What is brief, as written. */
    private final List<String> plain = new ArrayList<>();

    private final List<SafeStep> safe = new ArrayList<>();
    /** What is brief, but for what the safe steps make. */
    private final List<String> late = new ArrayList<>();
    /** What the server is asked about. */
    private final List<String> asked = new ArrayList<>();

    private RewriteProbe.Effect effect = RewriteProbe.Effect.NOTHING;
    private String why = "";
    private final List<String> waysOut = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    AlterDecision(PostgresTables.Statement statement, AlterTable alter) {
        this.statement = statement;
        this.alter = alter;
    }

    /** Empty where it touches no table that was there. */
    Optional<Route> route() throws SQLException {
        Optional<TableFacts> found = statement.facts(alter.table());
        Optional<Route> beside = statement.forAMoment(referenced());
        if (found.isEmpty()) {
            return beside;
        }
        TableFacts facts = found.get();
        if (!statement.isLarge(facts)) {
            boolean other = beside.filter(Brief.class::isInstance).isPresent();
            return Optional.of(other ? beside.get() : statement.small(facts));
        }
        for (AlterAction action : alter.actions()) {
            look(action, facts);
        }
        if (!asked.isEmpty()) {
            ask(facts);
        }
        if (effect != RewriteProbe.Effect.NOTHING) {
            return Optional.of(statement.blocking(facts, effect, why, waysOut));
        }
        if (safe.isEmpty()) {
            return Optional.of(statement.brief(facts, done.isEmpty() ? "" : done.get(0)));
        }
        if (statement.whole().isPresent()) {
            return Optional.of(statement.blocking(
                    facts,
                    safe.stream().anyMatch(step -> step.way() == SafeStep.Way.ALONE)
                            ? RewriteProbe.Effect.BUILDS_INDEXES
                            : RewriteProbe.Effect.SCANS,
                    statement.whole().get(),
                    List.of("Move it to a migration of its own: there it runs in steps that block nobody.")));
        }
        List<SafeStep> steps = new ArrayList<>();
        if (!plain.isEmpty()) {
            steps.add(SafeStep.brief(alter(plain)));
        }
        steps.addAll(safe);
        if (!late.isEmpty()) {
            steps.add(SafeStep.brief(alter(late)));
        }
        return Optional.of(new InSteps(
                steps,
                "it runs in steps that block nobody; " + facts.name() + " has " + facts.size(),
                statement.patience(facts)));
    }

    private List<QualifiedName> referenced() {
        List<QualifiedName> names = new ArrayList<>();
        for (AlterAction action : alter.actions()) {
            if (action instanceof AlterAction.AddConstraint add
                    && add.constraint() instanceof Constraint.ForeignKey key) {
                names.add(key.table());
            } else if (action instanceof AlterAction.AddColumn add) {
                add.column().constraints().stream()
                        .filter(Constraint.ForeignKey.class::isInstance)
                        .forEach(key -> names.add(((Constraint.ForeignKey) key).table()));
            } else if (action instanceof AlterAction.AttachPartition attach) {
                names.add(attach.partition());
            } else if (action instanceof AlterAction.Inherit inherit) {
                names.add(inherit.parent());
            }
        }
        return names;
    }

    private void look(AlterAction action, TableFacts facts) throws SQLException {
        if (action instanceof AlterAction.AddConstraint add) {
            constraint(add, facts);
        } else if (action instanceof AlterAction.SetNotNull set) {
            notNull(set.column(), text(action), facts);
        } else if (action instanceof AlterAction.AddColumn add) {
            column(add, facts);
        } else if (action instanceof AlterAction.SetType
                || action instanceof AlterAction.GeneratedExpression
                || action instanceof AlterAction.SetAccessMethod
                || action instanceof AlterAction.UnreadAction
                || action instanceof AlterAction.Partitioning) {
            asked.add(text(action));
            if (action instanceof AlterAction.SetType type) {
                waysOut.addAll(WaysOut.ofType(statement, alter.table(), type, facts));
            }
        } else if (action instanceof AlterAction.SetLogged || action instanceof AlterAction.SetTablespace) {
            blocks(RewriteProbe.Effect.REWRITES, "by rule");
        } else if (action instanceof AlterAction.ValidateConstraint) {
            safe.add(SafeStep.longOne(alter(List.of(text(action)))));
        } else if (action instanceof AlterAction.AttachPartition attach) {
            new Partitions(statement, alter).attach(attach, text(action), facts, this);
        } else if (action instanceof AlterAction.DetachPartition detach) {
            new Partitions(statement, alter).detach(detach, text(action), facts, this);
        } else if (action instanceof AlterAction.Identity
                || action instanceof AlterAction.ReplicaIdentity
                || action instanceof AlterAction.ClusterOn
                || action instanceof AlterAction.AlterConstraint) {
            late.add(text(action));
        } else {
            plain.add(text(action));
        }
    }

    /** What the server does with what is not known by its kind. */
    private void ask(TableFacts facts) throws SQLException {
        if (statement.isBegun()) {
            plain.addAll(asked); // as it was decided when it was begun: they are committed
            return;
        }
        String actions = String.join(", ", asked);
        Optional<RewriteProbe.Effect> answer =
                new RewriteProbe(statement.database().connection()).of(facts, actions);
        if (answer.isEmpty()) {
            blocks(RewriteProbe.Effect.REWRITES, "by rule; it could not be tried on an empty copy");
        } else if (answer.get() != RewriteProbe.Effect.NOTHING) {
            blocks(answer.get(), "seen on an empty copy of the table");
        } else {
            done.add("it changes the catalog only, as seen on an empty copy of the table");
            plain.addAll(asked);
        }
    }

    void blocks(RewriteProbe.Effect how, String reason) {
        if (how.compareTo(effect) > 0) {
            effect = how;
            why = reason;
        }
    }

    void plain(String action) {
        plain.add(action);
    }

    void safe(List<SafeStep> steps) {
        safe.addAll(steps);
    }

    void wayOut(String way) {
        waysOut.add(way);
    }

    private String text(AlterAction action) {
        return statement.text(action.span());
    }

    private String alter(List<String> actions) {
        return statement
                        .text(new Span(alter.span().start(), alter.actionsSpan().start()))
                        .stripTrailing() + " " + String.join(", ", actions);
    }

    // --- columns

    /** Constraints that are written with the column and need steps are taken out of it. */
    private void column(AlterAction.AddColumn add, TableFacts facts) throws SQLException {
        String column = Catalog.quote(add.column().name().name());
        StringBuilder action = new StringBuilder(text(add));
        List<Constraint> apart = add.ifNotExists()
                ? List.of()
                : add.column().constraints().stream()
                        .filter(one -> one instanceof Constraint.ForeignKey || one instanceof Constraint.Unique)
                        .toList();
        for (int i = apart.size() - 1; i >= 0; i--) {
            Span span = apart.get(i).span();
            action.delete(
                    span.start() - add.span().start(), span.end() - add.span().start());
        }
        for (Constraint one : apart) {
            if (one instanceof Constraint.ForeignKey key) {
                String name = name(key.name(), facts, add.column().name().name(), "fkey");
                validated(
                        name,
                        "ADD CONSTRAINT " + Catalog.quote(name) + " FOREIGN KEY (" + column + ") "
                                + withoutName(key.name(), key.span()));
            } else if (one instanceof Constraint.Unique unique) {
                String name = name(unique.name(), facts, add.column().name().name(), "key");
                key(name, "UNIQUE", column, unique.nullsNotDistinct(), "", "");
            }
        }
        asked.add(action.toString().strip());
        if (add.column().defaultValue().filter(value -> !value.isConstant()).isPresent()) {
            waysOut.addAll(WaysOut.ofDefault(statement, alter.table(), add, facts));
        }
    }

    private String withoutName(Optional<Identifier> name, Span span) {
        return name.isEmpty()
                ? statement.text(span)
                : statement
                        .text(new Span(Math.max(span.start(), name.get().span().end()), span.end()))
                        .strip();
    }

    private void notNull(Identifier column, String action, TableFacts facts) throws SQLException {
        Optional<Catalog.ColumnFacts> known = statement.catalog().column(facts.oid(), column.name());
        if (known.filter(c -> c.invalid().isEmpty() && (c.notNull() || c.proved()))
                .isPresent()) {
            if (statement.isResumed()) {
                safe.add(SafeStep.brief(alter(List.of(action)))); // the actions that are brief are as they were
            } else {
                plain.add(action);
            }
            return;
        }
        SafeStep.Saying saying = new SafeStep.Saying(
                "23514",
                "column \"" + column.name() + "\" of relation \"" + facts.name() + "\" contains null values",
                Optional.of(
                        "Nothing is left of the steps. Find them:\n    SELECT * FROM " + Catalog.quoted(alter.table())
                                + " WHERE " + Catalog.quote(column.name()) + " IS NULL LIMIT 5"));
        String quoted = Catalog.quote(column.name());
        if (statement.version() >= NOT_NULL_NOT_VALID) {
            String name = known.flatMap(Catalog.ColumnFacts::invalid).isPresent()
                    ? known.get().invalid().get()
                    : name(Optional.empty(), facts, column.name(), "not_null");
            boolean there = known.flatMap(Catalog.ColumnFacts::invalid).isPresent() && !statement.isResumed();
            SafeStep add = SafeStep.brief(
                    alter(List.of("ADD CONSTRAINT " + Catalog.quote(name) + " NOT NULL " + quoted + " NOT VALID")));
            String validate = alter(List.of("VALIDATE CONSTRAINT " + Catalog.quote(name)));
            if (there) {
                safe.add(SafeStep.longOne(validate));
            } else {
                safe.add(add);
                safe.add(SafeStep.validate(
                        validate,
                        add,
                        alter(List.of("DROP CONSTRAINT " + Catalog.quote(name))),
                        Optional.of(new SafeStep.Saying("23502", saying.message(), saying.detail()))));
            }
            return;
        }
        String check = Catalog.quote(checkName(facts, column));
        SafeStep add = SafeStep.brief(
                alter(List.of("ADD CONSTRAINT " + check + " CHECK (" + quoted + " IS NOT NULL) NOT VALID")));
        safe.add(add);
        safe.add(SafeStep.validate(
                alter(List.of("VALIDATE CONSTRAINT " + check)),
                add,
                alter(List.of("DROP CONSTRAINT " + check)),
                Optional.of(saying)));
        safe.add(SafeStep.brief(alter(List.of(action)) + "; " + alter(List.of("DROP CONSTRAINT " + check))));
    }

    /** The same at each try, and nobody else's. */
    private static String checkName(TableFacts facts, Identifier column) {
        return "_refract_not_null_" + facts.oid() + "_"
                + Integer.toHexString(column.name().hashCode());
    }

    // --- constraints

    private void constraint(AlterAction.AddConstraint add, TableFacts facts) throws SQLException {
        Constraint constraint = add.constraint();
        String action = text(add);
        if (constraint.traits().notValid() || !constraint.traits().enforced()) {
            plain.add(action);
        } else if (constraint instanceof Constraint.ForeignKey key) {
            String name = name(key.name(), facts, joined(key.columns()), "fkey");
            if (facts.isPartitioned() && statement.version() < NOT_NULL_NOT_VALID) {
                new Partitions(statement, alter).foreignKey(key, name, action, facts, this);
            } else {
                validated(name, named(key.name(), name, action));
            }
        } else if (constraint instanceof Constraint.Check check) {
            if (check.name().isEmpty()) {
                blocks(RewriteProbe.Effect.SCANS, "the check has no name by which it could be validated afterwards");
                waysOut.add("Give the check a name: ADD CONSTRAINT name CHECK (…).");
            } else {
                validated(check.name().get().name(), action);
            }
        } else if (constraint instanceof Constraint.NotNull notNull) {
            notNullConstraint(notNull, action, facts);
        } else if (constraint instanceof Constraint.Unique unique) {
            if (unique.usingIndex().isPresent()) {
                plain.add(action);
            } else if (facts.isPartitioned() || !unique.options().isEmpty()) {
                builds(facts);
            } else {
                key(
                        name(unique.name(), facts, joined(unique.columns()), "key"),
                        "UNIQUE",
                        parts(unique.parts()),
                        unique.nullsNotDistinct(),
                        include(unique.include()),
                        traits(unique.traits()));
            }
        } else if (constraint instanceof Constraint.PrimaryKey primary) {
            if (primary.usingIndex().isPresent()) {
                plain.add(action);
            } else if (facts.isPartitioned() || !primary.options().isEmpty()) {
                builds(facts);
            } else {
                for (IndexPart part : primary.parts()) {
                    if (part.column().isPresent()) {
                        requireNotNull(part.column().get(), facts);
                    }
                }
                key(
                        name(primary.name(), facts, "", "pkey"),
                        "PRIMARY KEY",
                        parts(primary.parts()),
                        false,
                        include(primary.include()),
                        traits(primary.traits()));
            }
        } else {
            builds(facts);
        }
    }

    private void builds(TableFacts facts) {
        blocks(
                RewriteProbe.Effect.BUILDS_INDEXES,
                facts.isPartitioned()
                        ? "a key of a partitioned table can't be built beside its writers"
                        : "by rule: it has no form that builds its index beside the writers");
    }

    /** A primary key makes its columns NOT NULL, which reads all rows. */
    private void requireNotNull(Identifier column, TableFacts facts) throws SQLException {
        boolean there = statement
                .catalog()
                .column(facts.oid(), column.name())
                .filter(c -> c.notNull() && c.invalid().isEmpty())
                .isPresent();
        if (!there) {
            notNull(column, "ALTER COLUMN " + Catalog.quote(column.name()) + " SET NOT NULL", facts);
        }
    }

    private void notNullConstraint(Constraint.NotNull constraint, String action, TableFacts facts) throws SQLException {
        boolean there = statement
                .catalog()
                .column(facts.oid(), constraint.column().name())
                .filter(Catalog.ColumnFacts::notNull)
                .isPresent();
        if (there) {
            plain.add(action);
        } else {
            validated(name(constraint.name(), facts, constraint.column().name(), "not_null"), action);
        }
    }

    /** As written, but NOT VALID; then validated. */
    private void validated(String name, String action) {
        SafeStep add = SafeStep.brief(alter(List.of(action + "\nNOT VALID")));
        safe.add(add);
        safe.add(SafeStep.validate(
                alter(List.of("VALIDATE CONSTRAINT " + Catalog.quote(name))),
                add,
                alter(List.of("DROP CONSTRAINT " + Catalog.quote(name))),
                Optional.empty()));
    }

    /** The action with the name that the server would choose, where it has none. */
    private static String named(Optional<Identifier> own, String name, String action) {
        return own.isPresent()
                ? action
                : action.replaceFirst(
                        "(?i)^ADD\\s+(CONSTRAINT\\s+)?",
                        java.util.regex.Matcher.quoteReplacement("ADD CONSTRAINT " + Catalog.quote(name) + " "));
    }

    /** A unique index is built first; the constraint takes it over. */
    private void key(
            String name, String kind, String columns, boolean nullsNotDistinct, String include, String traits) {
        String quoted = Catalog.quote(name);
        String schema =
                alter.table().schemaName().map(s -> Catalog.quote(s) + ".").orElse("");
        safe.add(IndexDecision.build(
                "CREATE UNIQUE INDEX CONCURRENTLY " + quoted + " ON "
                        + statement.text(alter.table().span()) + " (" + columns + ")" + include
                        + (nullsNotDistinct ? " NULLS NOT DISTINCT" : ""),
                schema + quoted,
                Catalog.quoted(alter.table()),
                true,
                columns,
                false));
        safe.add(SafeStep.brief(
                alter(List.of("ADD CONSTRAINT " + quoted + " " + kind + " USING INDEX " + quoted + traits))));
    }

    private String parts(List<IndexPart> parts) {
        return parts.stream().map(part -> statement.text(part.span())).collect(Collectors.joining(", "));
    }

    private static String include(List<Identifier> columns) {
        return columns.isEmpty()
                ? ""
                : " INCLUDE ("
                        + columns.stream().map(c -> Catalog.quote(c.name())).collect(Collectors.joining(", ")) + ")";
    }

    private static String traits(Constraint.Traits traits) {
        return (traits.deferrable() ? " DEFERRABLE" : "") + (traits.initiallyDeferred() ? " INITIALLY DEFERRED" : "");
    }

    private static String joined(List<String> columns) {
        return ChosenNames.ofColumns(columns);
    }

    /** The constraint's own name, or the one that the server would choose. */
    private String name(Optional<Identifier> own, TableFacts facts, String columns, String label) throws SQLException {
        if (own.isPresent()) {
            return own.get().name();
        }
        List<String> taken = new ArrayList<>();
        while (true) {
            String name = ChosenNames.first(facts.name(), columns, label, taken::contains);
            boolean free = statement.isResumed()
                    || !statement.catalog().hasConstraint(facts.schema(), name)
                            && (!label.endsWith("key")
                                    || label.equals("fkey")
                                    || !statement.catalog().hasRelation(facts.schema(), name));
            if (free) {
                return name;
            }
            taken.add(name);
        }
    }
}
