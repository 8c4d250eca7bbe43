package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.AlterAction.DropConstraint.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads PostgreSQL's ALTER. */
final class PostgresAlter {
    private final Cursor tokens;
    private final PartReader parts;
    private final PostgresTables tables;
    private final PostgresColumns columns;
    private final Span whole;

    PostgresAlter(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.tables = new PostgresTables(parts, whole);
        this.columns = new PostgresColumns(parts);
        this.whole = whole;
    }

    Change change() {
        tokens.expect("ALTER");
        if (tokens.are("FOREIGN", "TABLE")) {
            tokens.next();
        }
        return switch (tokens.word()) {
            case "TABLE" -> tables.alter();
            case "INDEX" -> index();
            case "VIEW", "MATERIALIZED" -> view();
            case "TYPE" -> type();
            case "DOMAIN" -> domain();
            case "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE" -> routine();
            case "TRIGGER" -> trigger();
            case "SYSTEM" -> {
                tokens.next();
                yield new ServerChange("ALTER", ServerChange.Kind.SYSTEM, List.of(), whole);
            }
            case "ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION" -> server();
            default -> new PostgresObjects(parts, whole).alter();
        };
    }

    private Change index() {
        tokens.expect("INDEX");
        if (tokens.are("ALL", "IN", "TABLESPACE")) {
            return all();
        }
        boolean ifExists = parts.ifExists();
        QualifiedName index = parts.name();
        if (tokens.are("RENAME", "TO")) {
            tokens.next();
            Identifier to = parts.to();
            tokens.expectEnd();
            return new IndexChange.ModifyIndex(index, ifExists, Optional.of(to), List.of(), whole);
        }
        List<AlterAction> actions = ActionList.read(tokens, this::indexAction);
        return new IndexChange.ModifyIndex(index, ifExists, Optional.empty(), actions, whole);
    }

    /** {@code ALTER COLUMN 1 SET STATISTICS 5} has a number for a name. */
    private AlterAction indexAction() {
        int start = tokens.start();
        if (tokens.is("ALTER")
                && tokens.kind(tokens.mark() + (tokens.word(1).equals("COLUMN") ? 2 : 1)) == Token.Kind.NUMBER) {
            tokens.next();
            tokens.skip("COLUMN");
            Identifier column = new Identifier(tokens.raw(), tokens.here());
            tokens.next();
            tokens.expect("SET");
            int at = tokens.start();
            tokens.expect("STATISTICS");
            List<Option> options = List.of(parts.option("STATISTICS", at));
            return new AlterAction.ColumnSetting(column, options, tokens.from(start));
        }
        boolean depends = tokens.is("NO") && tokens.word(1).equals("DEPENDS");
        if (depends) {
            tokens.next();
        }
        return tables.action();
    }

    private Change all() {
        return new ObjectChange.AlterObject(
                ObjectChange.Kind.ALL_IN_TABLESPACE, Optional.empty(), Optional.empty(), Optional.empty(), whole);
    }

    private Change view() {
        boolean materialized = tokens.skip("MATERIALIZED");
        tokens.expect("VIEW");
        if (tokens.are("ALL", "IN", "TABLESPACE")) {
            return all();
        }
        boolean ifExists = parts.ifExists();
        QualifiedName view = parts.name();
        List<AlterAction> actions = ActionList.read(tokens, this::indexAction);
        return new ViewChange.AlterView(view, materialized, ifExists, actions, Optional.empty(), whole);
    }

    // --- types

    private Change type() {
        tokens.expect("TYPE");
        QualifiedName type = parts.name();
        if (tokens.skip("ADD", "VALUE")) {
            return addValue(type);
        }
        if (tokens.skip("RENAME", "VALUE")) {
            String from = tokens.literal();
            tokens.expect("TO");
            String to = tokens.literal();
            tokens.expectEnd();
            return new TypeChange.RenameValue(type, from, to, whole);
        }
        return new TypeChange.AlterType(type, ActionList.read(tokens, tables::action), whole);
    }

    private Change addValue(QualifiedName type) {
        boolean ifNotExists = parts.ifNotExists();
        String label = tokens.literal();
        boolean before = tokens.skip("BEFORE");
        Optional<String> neighbour = before || tokens.skip("AFTER") ? Optional.of(tokens.literal()) : Optional.empty();
        tokens.expectEnd();
        return new TypeChange.AddValue(type, label, ifNotExists, neighbour, before, whole);
    }

    private Change domain() {
        tokens.expect("DOMAIN");
        QualifiedName domain = parts.name();
        return new TypeChange.AlterDomain(
                domain, ActionList.one(tokens, () -> domainAction(domain.identifier())), whole);
    }

    private AlterAction domainAction(Identifier domain) {
        int start = tokens.start();
        if (tokens.skip("SET", "DEFAULT")) {
            Expression value = parts.expressions.upTo(Set.of());
            return new AlterAction.SetDefault(domain, value, tokens.from(start));
        }
        if (tokens.skip("DROP", "DEFAULT")) {
            return new AlterAction.DropDefault(domain, tokens.from(start));
        }
        if (tokens.skip("SET", "NOT", "NULL")) {
            return new AlterAction.SetNotNull(domain, tokens.from(start));
        }
        if (tokens.skip("DROP", "NOT", "NULL")) {
            return new AlterAction.DropNotNull(domain, tokens.from(start));
        }
        if (tokens.skip("DROP", "CONSTRAINT")) {
            boolean ifExists = parts.ifExists();
            Identifier name = tokens.identifier();
            boolean cascade = parts.cascade();
            return new AlterAction.DropConstraint(Target.ANY, Optional.of(name), ifExists, cascade, tokens.from(start));
        }
        if (tokens.is("ADD")) {
            return domainConstraint(domain, start);
        }
        return tables.action();
    }

    private AlterAction domainConstraint(Identifier domain, int start) {
        tokens.expect("ADD");
        int at = tokens.start();
        int mark = tokens.mark();
        Optional<Identifier> name = tokens.skip("CONSTRAINT") ? Optional.of(tokens.identifier()) : Optional.empty();
        if (tokens.skip("NOT", "NULL")) {
            Constraint.Traits traits = parts.traits();
            Constraint constraint = new Constraint.NotNull(name, domain, traits, tokens.from(at));
            return new AlterAction.AddConstraint(constraint, false, tokens.from(start));
        }
        tokens.reset(mark);
        return new AlterAction.AddConstraint(columns.tableConstraint(), false, tokens.from(start));
    }

    // --- routines and triggers

    private Change routine() {
        RoutineChange.Kind kind = RoutineChange.Kind.valueOf(tokens.word());
        tokens.next();
        QualifiedName name = parts.name();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        Optional<Identifier> to = tokens.skip("RENAME") ? Optional.of(parts.to()) : Optional.empty();
        return new RoutineChange.AlterRoutine(kind, name, to, whole);
    }

    private Change trigger() {
        tokens.expect("TRIGGER");
        QualifiedName name = parts.name();
        tokens.expect("ON");
        QualifiedName table = parts.name();
        Optional<Identifier> to = tokens.skip("RENAME") ? Optional.of(parts.to()) : Optional.empty();
        return new RoutineChange.AlterTrigger(name, table, to, whole);
    }

    private Change server() {
        String what = tokens.word();
        if (tokens.are("USER", "MAPPING")) {
            return new PostgresObjects(parts, whole).alter();
        }
        tokens.next();
        String name = tokens.identifier().name();
        return new ServerChange("ALTER", PostgresObjects.serverKind(what), List.of(name), whole);
    }
}
