package dev.refract.internal.online.postgres;

import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.IndexPart;
import dev.refract.internal.sql.statement.Option;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange.AlterTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which way an ALTER TABLE goes. What is brief stays together and comes first; then what has steps, in the order
 * written; then what needs that.
 */
final class AlterDecision {

    /** The first version whose NOT NULL constraints can be NOT VALID. */
    private static final int NOT_NULL_NOT_VALID = 18;

    private static final String TABLESPACE = "TABLESPACE";

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
        for (AlterAction action : inOrder()) {
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
        return Optional.of(statement.inSteps(steps, "it runs in steps that block nobody", facts));
    }

    /** The server gives a new column's constraints their names before it comes to those that are added. */
    private List<AlterAction> inOrder() {
        return Stream.concat(
                        alter.actions().stream().filter(AlterAction.AddColumn.class::isInstance),
                        alter.actions().stream().filter(action -> !(action instanceof AlterAction.AddColumn)))
                .toList();
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
                new RewriteProbe(statement.database().connection(), statement.earlier(facts)).of(facts, actions);
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
                        .filter(one -> one instanceof Constraint.ForeignKey
                                || one instanceof Constraint.Unique
                                || one instanceof Constraint.Check)
                        .filter(one -> !one.traits().notValid() && one.traits().enforced())
                        .toList();
        for (int i = apart.size() - 1; i >= 0; i--) {
            Span span = apart.get(i).span();
            action.delete(
                    span.start() - add.span().start(), span.end() - add.span().start());
        }
        asked.add(action.toString().strip());
        for (Constraint one : apart) {
            if (one instanceof Constraint.ForeignKey
                    && facts.isPartitioned()
                    && statement.version() < NOT_NULL_NOT_VALID) {
                blocks(RewriteProbe.Effect.SCANS, "before 18 a partitioned table's foreign key can't be NOT VALID");
                waysOut.add("Add the foreign key by ALTER TABLE … ADD CONSTRAINT, after the column.");
            } else if (one instanceof Constraint.ForeignKey key) {
                validated(
                        key.name(),
                        facts,
                        add.column().name().name(),
                        ChosenNames.Label.FKEY,
                        name -> "ADD CONSTRAINT " + Catalog.quote(name) + " FOREIGN KEY (" + column + ") "
                                + withoutName(key.name(), key.span()));
            } else if (one instanceof Constraint.Unique unique) {
                key(key(unique), facts);
            } else if (one instanceof Constraint.Check check) {
                check(check, "ADD " + statement.text(check.span()), facts);
            }
        }
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
                                + " WHERE " + Catalog.quote(column.name()) + " IS NULL LIMIT 5"),
                Optional.empty());
        String quoted = Catalog.quote(column.name());
        if (statement.version() >= NOT_NULL_NOT_VALID) {
            Optional<String> invalid = known.flatMap(Catalog.ColumnFacts::invalid);
            if (invalid.isPresent() && !statement.isResumed()) {
                safe.add(SafeStep.longOne(alter(List.of("VALIDATE CONSTRAINT " + Catalog.quote(invalid.get())))));
                return;
            }
            Function<String, SafeStep> adding = name -> SafeStep.brief(
                    alter(List.of("ADD CONSTRAINT " + Catalog.quote(name) + " NOT NULL " + quoted + " NOT VALID")));
            String name = invalid.isPresent()
                    ? invalid.get()
                    : chosen(Optional.empty(), facts, column.name(), ChosenNames.Label.NOT_NULL, adding);
            SafeStep add = adding.apply(name);
            safe.add(add);
            safe.add(SafeStep.validate(
                    alter(List.of("VALIDATE CONSTRAINT " + Catalog.quote(name))),
                    add,
                    alter(List.of("DROP CONSTRAINT " + Catalog.quote(name))),
                    Optional.of(new SafeStep.Saying("23502", saying.message(), saying.detail(), Optional.empty()))));
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
        return Catalog.OWN_CHECK + facts.oid() + "_"
                + Integer.toHexString(column.name().hashCode());
    }

    // --- constraints

    private void constraint(AlterAction.AddConstraint add, TableFacts facts) throws SQLException {
        Constraint constraint = add.constraint();
        String action = text(add);
        if (constraint.traits().notValid() || !constraint.traits().enforced()) {
            plain.add(action);
        } else if (constraint instanceof Constraint.ForeignKey key) {
            if (facts.isPartitioned() && statement.version() < NOT_NULL_NOT_VALID) {
                new Partitions(statement, alter).foreignKey(key, action, facts, this);
            } else {
                validated(
                        key.name(),
                        facts,
                        joined(key.columns()),
                        ChosenNames.Label.FKEY,
                        name -> named(key.name(), name, action));
            }
        } else if (constraint instanceof Constraint.Check check) {
            check(check, action, facts);
        } else if (constraint instanceof Constraint.NotNull notNull) {
            notNullConstraint(notNull, action, facts);
        } else if (constraint instanceof Constraint.Unique unique) {
            if (unique.usingIndex().isPresent()) {
                plain.add(action);
            } else {
                key(key(unique), facts);
            }
        } else if (constraint instanceof Constraint.PrimaryKey primary) {
            if (primary.usingIndex().isPresent()) {
                plain.add(action);
            } else {
                for (IndexPart part : primary.parts()) {
                    if (part.column().isPresent()) {
                        requireNotNull(part.column().get(), facts);
                    }
                }
                key(key(primary), facts);
            }
        } else {
            builds();
        }
    }

    private void builds() {
        blocks(RewriteProbe.Effect.BUILDS_INDEXES, "by rule: it has no form that builds its index beside the writers");
    }

    private void check(Constraint.Check check, String action, TableFacts facts) throws SQLException {
        if (check.name().isPresent()) {
            validated(check.name(), facts, "", ChosenNames.Label.CHECK, name -> action);
            return;
        }
        Optional<List<String>> columns =
                new RewriteProbe(statement.database().connection(), before(facts)).columnsOf(facts, action);
        if (columns.isEmpty()) {
            blocks(RewriteProbe.Effect.SCANS, "the check has no name by which it could be validated afterwards");
            waysOut.add("Give the check a name: ADD CONSTRAINT name CHECK (…).");
        } else {
            validated(
                    Optional.empty(),
                    facts,
                    columns.get().size() == 1 ? columns.get().get(0) : "",
                    ChosenNames.Label.CHECK,
                    name -> named(Optional.empty(), name, action));
        }
    }

    /** What is done to the table before its checks are added: by pending statements, and by this one. */
    private List<String> before(TableFacts facts) {
        List<String> actions = new ArrayList<>(statement.earlier(facts));
        Stream.concat(plain.stream(), asked.stream()).forEach(actions::add);
        return actions;
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
        boolean there = !statement.isBegun()
                && statement
                        .catalog()
                        .column(facts.oid(), constraint.column().name())
                        .filter(Catalog.ColumnFacts::notNull)
                        .isPresent();
        if (there) {
            plain.add(action);
        } else {
            validated(
                    constraint.name(),
                    facts,
                    constraint.column().name(),
                    ChosenNames.Label.NOT_NULL,
                    name -> named(constraint.name(), name, action));
        }
    }

    /**
     * As written, but NOT VALID; then validated.
     *
     * @param own the constraint's name, if it has one
     * @param action what adds it, by its name
     */
    private void validated(
            Optional<Identifier> own,
            TableFacts facts,
            String columns,
            ChosenNames.Label label,
            UnaryOperator<String> action)
            throws SQLException {
        Function<String, SafeStep> adding = one -> SafeStep.brief(alter(List.of(action.apply(one) + "\nNOT VALID")));
        String name = chosen(own, facts, columns, label, adding);
        SafeStep add = adding.apply(name);
        safe.add(add);
        safe.add(SafeStep.validate(
                alter(List.of("VALIDATE CONSTRAINT " + Catalog.quote(name))),
                add,
                alter(List.of("DROP CONSTRAINT " + Catalog.quote(name))),
                Optional.empty()));
    }

    /** The action with the name that the server would choose, where it has none. */
    static String named(Optional<Identifier> own, String name, String action) {
        return own.isPresent()
                ? action
                : action.replaceFirst(
                        "(?i)^ADD\\s+(CONSTRAINT\\s+)?",
                        java.util.regex.Matcher.quoteReplacement("ADD CONSTRAINT " + Catalog.quote(name) + " "));
    }

    /**
     * A unique or primary key.
     *
     * @param own its name, if it has one
     * @param parts what it is on, as written
     * @param named what its name is made of, where it has none
     * @param include {@code INCLUDE}, with a blank before it, or nothing
     * @param storage {@code WITH (…)}, with a blank before it, or nothing
     * @param tablespace {@code TABLESPACE} and its name, with a blank before it, or nothing
     * @param traits {@code DEFERRABLE} and so on, with a blank before it, or nothing
     */
    record Key(
            Optional<Identifier> own,
            ChosenNames.Label label,
            List<String> parts,
            List<String> named,
            String include,
            boolean nullsNotDistinct,
            String storage,
            String tablespace,
            String traits) {

        Key {
            parts = List.copyOf(parts);
            named = List.copyOf(named);
        }

        private String kind() {
            return label == ChosenNames.Label.PKEY ? "PRIMARY KEY" : "UNIQUE";
        }

        private String columns() {
            return " (" + String.join(", ", parts) + ")" + include;
        }

        /** The step that builds the index which becomes the key. */
        SafeStep index(String schema, String name, String table) {
            return IndexDecision.build(
                    "CREATE UNIQUE INDEX CONCURRENTLY " + Catalog.quote(name) + " ON " + table + columns() + distinct()
                            + storage + tablespace,
                    schema + Catalog.quote(name),
                    table,
                    Optional.of(Doubles.of(table, parts, Optional.empty(), nullsNotDistinct)));
        }

        private String distinct() {
            return nullsNotDistinct ? " NULLS NOT DISTINCT" : "";
        }

        /** The key as a constraint, on a table that has no index for it. */
        String definition() {
            return kind()
                    + distinct()
                    + columns()
                    + storage
                    + (tablespace.isEmpty() ? "" : " USING INDEX" + tablespace)
                    + traits;
        }

        /** The action by which the index becomes the key. */
        String taking(String name) {
            return "ADD CONSTRAINT " + Catalog.quote(name) + " " + kind() + " USING INDEX " + Catalog.quote(name)
                    + traits;
        }
    }

    private Key key(Constraint.Unique unique) {
        return new Key(
                unique.name(),
                ChosenNames.Label.KEY,
                parts(unique.parts()),
                named(unique.parts(), unique.include()),
                include(unique.include()),
                unique.nullsNotDistinct(),
                storage(unique.options()),
                tablespace(unique.options()),
                traits(unique.traits()));
    }

    private Key key(Constraint.PrimaryKey primary) {
        return new Key(
                primary.name(),
                ChosenNames.Label.PKEY,
                parts(primary.parts()),
                List.of(),
                include(primary.include()),
                false,
                storage(primary.options()),
                tablespace(primary.options()),
                traits(primary.traits()));
    }

    /** A unique index is built first; the constraint takes it over. */
    private void key(Key key, TableFacts facts) throws SQLException {
        if (facts.isPartitioned()) {
            new Partitions(statement, alter).key(key, facts, this);
            return;
        }
        String schema = Catalog.prefix(alter.table());
        String table = statement.text(alter.table().span());
        Function<String, SafeStep> building = one -> key.index(schema, one, table);
        String name = chosen(key.own(), facts, joined(key.named()), key.label(), building);
        safe.add(building.apply(name));
        safe.add(SafeStep.brief(alter(List.of(key.taking(name)))));
    }

    private static List<String> named(List<IndexPart> parts, List<Identifier> include) {
        return Stream.concat(parts.stream().flatMap(part -> part.column().stream()), include.stream())
                .map(Identifier::name)
                .toList();
    }

    private List<String> parts(List<IndexPart> parts) {
        return parts.stream().map(part -> statement.text(part.span())).toList();
    }

    private static String include(List<Identifier> columns) {
        return columns.isEmpty()
                ? ""
                : " INCLUDE ("
                        + columns.stream().map(c -> Catalog.quote(c.name())).collect(Collectors.joining(", ")) + ")";
    }

    private String storage(List<Option> options) {
        String parameters = options.stream()
                .filter(option -> !option.is(TABLESPACE))
                .map(option -> statement.text(option.span()))
                .collect(Collectors.joining(", "));
        return parameters.isEmpty() ? "" : " WITH (" + parameters + ")";
    }

    private static String tablespace(List<Option> options) {
        return options.stream()
                .filter(option -> option.is(TABLESPACE))
                .flatMap(option -> option.value().stream())
                .map(name -> " " + TABLESPACE + " " + Catalog.quote(name))
                .collect(Collectors.joining());
    }

    private static String traits(Constraint.Traits traits) {
        return (traits.deferrable() ? " DEFERRABLE" : "") + (traits.initiallyDeferred() ? " INITIALLY DEFERRED" : "");
    }

    private String chosen(
            Optional<Identifier> own,
            TableFacts facts,
            String columns,
            ChosenNames.Label label,
            Function<String, SafeStep> first)
            throws SQLException {
        return statement.chosen(
                own.map(Identifier::name), facts.schema(), alter.table().name(), columns, label, first);
    }

    private static String joined(List<String> columns) {
        return ChosenNames.ofColumns(columns);
    }
}
