package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads PostgreSQL's DROP. */
final class PostgresDrop {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    PostgresDrop(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    private record Dropped(List<QualifiedName> names, boolean ifExists, boolean cascade) {}

    Change change() {
        tokens.expect("DROP");
        return switch (tokens.word()) {
            case "TABLE" -> table(false);
            case "FOREIGN" -> foreign();
            case "INDEX" -> index();
            case "VIEW", "MATERIALIZED" -> view();
            case "TYPE", "DOMAIN" -> type();
            case "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE" -> routine();
            case "TRIGGER" -> trigger();
            case "ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION" -> server();
            case "OWNED" -> new PostgresObjects(parts, whole).owned(true);
            default -> new PostgresObjects(parts, whole).drop();
        };
    }

    private Dropped dropped(Supplier<QualifiedName> name) {
        boolean ifExists = parts.ifExists();
        List<QualifiedName> names = parts.list(name);
        boolean cascade = parts.cascade();
        tokens.expectEnd();
        return new Dropped(names, ifExists, cascade);
    }

    private Change table(boolean foreign) {
        tokens.expect("TABLE");
        Dropped dropped = dropped(parts::name);
        return new TableChange.DropTable(dropped.names, false, foreign, dropped.ifExists, dropped.cascade, whole);
    }

    private Change foreign() {
        if (tokens.word(1).equals("DATA")) {
            return new PostgresObjects(parts, whole).drop();
        }
        tokens.next();
        return table(true);
    }

    private Change index() {
        tokens.expect("INDEX");
        boolean concurrently = tokens.skip("CONCURRENTLY");
        Dropped dropped = dropped(parts::name);
        return new IndexChange.DropIndexes(
                dropped.names, Optional.empty(), concurrently, dropped.ifExists, dropped.cascade, List.of(), whole);
    }

    private Change view() {
        boolean materialized = tokens.skip("MATERIALIZED");
        tokens.expect("VIEW");
        Dropped dropped = dropped(parts::name);
        return new ViewChange.DropViews(dropped.names, materialized, dropped.ifExists, dropped.cascade, whole);
    }

    private Change type() {
        boolean domain = tokens.is("DOMAIN");
        tokens.next();
        Dropped dropped = dropped(parts::name);
        return new TypeChange.DropTypes(dropped.names, domain, dropped.ifExists, dropped.cascade, whole);
    }

    private Change routine() {
        RoutineChange.Kind kind = RoutineChange.Kind.valueOf(tokens.word());
        tokens.next();
        Dropped dropped = dropped(this::routineName);
        return new RoutineChange.DropRoutines(kind, dropped.names, dropped.ifExists, dropped.cascade, whole);
    }

    private QualifiedName routineName() {
        QualifiedName name = parts.name();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        return name;
    }

    private Change trigger() {
        tokens.expect("TRIGGER");
        boolean ifExists = parts.ifExists();
        QualifiedName name = parts.name();
        tokens.expect("ON");
        QualifiedName table = parts.name();
        boolean cascade = parts.cascade();
        tokens.expectEnd();
        return new RoutineChange.DropTrigger(name, Optional.of(table), ifExists, cascade, whole);
    }

    private Change server() {
        String what = tokens.word();
        if (tokens.are("USER", "MAPPING")) {
            return new PostgresObjects(parts, whole).drop();
        }
        tokens.next();
        parts.ifExists();
        List<String> names =
                parts.list(tokens::identifier).stream().map(Identifier::name).toList();
        return new ServerChange("DROP", PostgresObjects.serverKind(what), names, whole);
    }
}
