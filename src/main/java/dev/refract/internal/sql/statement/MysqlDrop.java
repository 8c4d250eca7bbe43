package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.RoutineChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads MySQL's and MariaDB's DROP. */
final class MysqlDrop {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    MysqlDrop(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    Change change() {
        tokens.expect("DROP");
        boolean temporary = tokens.skip("TEMPORARY");
        return switch (tokens.word()) {
            case "TABLE", "TABLES" -> new MysqlTables(parts, whole).drop(temporary);
            case "INDEX", "ONLINE", "OFFLINE" -> index();
            case "VIEW" -> view();
            case "TRIGGER" -> trigger();
            case "FUNCTION", "PROCEDURE", "EVENT", "PACKAGE" -> routine();
            case "SEQUENCE" -> sequence();
            case "PREPARE" ->
                new Execution(Execution.Verb.DEALLOCATE, Optional.empty(), Optional.empty(), Optional.empty(), whole);
            default -> server("DROP", parts, whole);
        };
    }

    private Change index() {
        tokens.skipAny("ONLINE", "OFFLINE");
        tokens.expect("INDEX");
        boolean ifExists = parts.ifExists();
        QualifiedName index = parts.name();
        tokens.expect("ON");
        QualifiedName table = parts.name();
        List<AlterAction> asked = MysqlCreate.asked(parts, whole);
        tokens.expectEnd();
        return new IndexChange.DropIndexes(List.of(index), Optional.of(table), false, ifExists, false, asked, whole);
    }

    private Change view() {
        tokens.next();
        boolean ifExists = parts.ifExists();
        List<QualifiedName> views = parts.list(parts::name);
        boolean cascade = parts.cascade();
        tokens.expectEnd();
        return new ViewChange.DropViews(views, false, ifExists, cascade, whole);
    }

    private Change trigger() {
        tokens.next();
        boolean ifExists = parts.ifExists();
        QualifiedName name = parts.name();
        tokens.expectEnd();
        return new RoutineChange.DropTrigger(name, Optional.empty(), ifExists, false, whole);
    }

    private Change routine() {
        Kind kind = Kind.valueOf(tokens.word());
        tokens.next();
        if (kind == Kind.PACKAGE) {
            tokens.skip("BODY");
        }
        boolean ifExists = parts.ifExists();
        QualifiedName name = parts.name();
        tokens.expectEnd();
        return new RoutineChange.DropRoutines(kind, List.of(name), ifExists, false, whole);
    }

    private Change sequence() {
        tokens.next();
        boolean ifExists = parts.ifExists();
        List<QualifiedName> names = parts.list(parts::name);
        return new ObjectChange.DropObjects(
                ObjectChange.Kind.SEQUENCE, names, Optional.empty(), ifExists, false, whole);
    }

    /** From the word that says what of the server's it is on. */
    static Change server(String verb, PartReader parts, Span whole) {
        Cursor tokens = parts.tokens;
        ServerChange.Kind kind =
                switch (tokens.word()) {
                    case "DATABASE", "SCHEMA" -> ServerChange.Kind.DATABASE;
                    case "USER", "ROLE" -> ServerChange.Kind.ROLE;
                    case "TABLESPACE", "UNDO" -> ServerChange.Kind.TABLESPACE;
                    case "SERVER", "LOGFILE", "RESOURCE" -> ServerChange.Kind.RESOURCE;
                    default -> throw tokens.unexpected();
                };
        if (tokens.isAny("UNDO", "LOGFILE", "RESOURCE")) {
            tokens.next();
        }
        tokens.next();
        if (!parts.ifNotExists()) {
            parts.ifExists();
        }
        List<String> names = new ArrayList<>();
        if (tokens.isName() || tokens.kind() == Token.Kind.STRING) {
            names.add(tokens.value());
        }
        return new ServerChange(verb, kind, names, whole);
    }
}
