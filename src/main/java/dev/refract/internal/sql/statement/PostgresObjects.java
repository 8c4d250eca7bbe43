package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.ObjectChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads PostgreSQL's statements about the other things in a database, and those about several kinds of things. */
final class PostgresObjects {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    PostgresObjects(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    static ServerChange.Kind serverKind(String word) {
        return switch (word) {
            case "DATABASE" -> ServerChange.Kind.DATABASE;
            case "TABLESPACE" -> ServerChange.Kind.TABLESPACE;
            case "SUBSCRIPTION" -> ServerChange.Kind.SUBSCRIPTION;
            default -> ServerChange.Kind.ROLE;
        };
    }

    Change change() {
        return switch (tokens.word()) {
            case "GRANT" -> privileges(true);
            case "REVOKE" -> privileges(false);
            case "COMMENT" -> comment(false);
            case "SECURITY" -> comment(true);
            case "REFRESH" -> refresh();
            case "REINDEX" -> reindex();
            case "REASSIGN" -> owned(false);
            default -> {
                tokens.expect("IMPORT", "FOREIGN", "SCHEMA");
                yield create(Kind.SERVER, Optional.of(parts.name()), Optional.empty(), false, false, false);
            }
        };
    }

    // --- CREATE, ALTER, DROP of what has a name and little more

    /** The kind whose words come, past them. */
    private Kind kind() {
        String word = tokens.word();
        tokens.next();
        return switch (word) {
            case "SCHEMA",
                    "SEQUENCE",
                    "EXTENSION",
                    "POLICY",
                    "RULE",
                    "STATISTICS",
                    "COLLATION",
                    "CONVERSION",
                    "CAST",
                    "TRANSFORM",
                    "LANGUAGE",
                    "PUBLICATION",
                    "SERVER" -> Kind.valueOf(word);
            case "TRUSTED", "PROCEDURAL" -> {
                tokens.skip("PROCEDURAL");
                tokens.expect("LANGUAGE");
                yield Kind.LANGUAGE;
            }
            case "DEFAULT" -> {
                if (tokens.skip("PRIVILEGES")) {
                    yield Kind.DEFAULT_PRIVILEGES;
                }
                tokens.expect("CONVERSION");
                yield Kind.CONVERSION;
            }
            case "OPERATOR" ->
                tokens.skip("CLASS")
                        ? Kind.OPERATOR_CLASS
                        : tokens.skip("FAMILY") ? Kind.OPERATOR_FAMILY : Kind.OPERATOR;
            case "TEXT" -> then("SEARCH", Kind.TEXT_SEARCH);
            case "ACCESS" -> then("METHOD", Kind.ACCESS_METHOD);
            case "EVENT" -> then("TRIGGER", Kind.EVENT_TRIGGER);
            case "USER" -> then("MAPPING", Kind.USER_MAPPING);
            case "LARGE" -> then("OBJECT", Kind.LARGE_OBJECT);
            case "FOREIGN" -> {
                tokens.expect("DATA");
                yield then("WRAPPER", Kind.FOREIGN_DATA_WRAPPER);
            }
            default -> {
                tokens.reset(tokens.mark() - 1);
                throw tokens.unexpected();
            }
        };
    }

    private Kind then(String word, Kind kind) {
        tokens.expect(word);
        if (kind == Kind.TEXT_SEARCH) {
            tokens.next(); // CONFIGURATION, DICTIONARY, PARSER, TEMPLATE
        }
        return kind;
    }

    Change create(boolean orReplace, boolean temporary) {
        Kind kind = kind();
        boolean ifNotExists = parts.ifNotExists();
        Optional<QualifiedName> name = name(kind);
        return create(kind, name, table(kind), orReplace, ifNotExists, temporary);
    }

    private Change create(
            Kind kind,
            Optional<QualifiedName> name,
            Optional<QualifiedName> table,
            boolean orReplace,
            boolean ifNotExists,
            boolean temporary) {
        return new ObjectChange.CreateObject(kind, name, table, orReplace, ifNotExists, temporary, whole);
    }

    private Optional<QualifiedName> name(Kind kind) {
        boolean unnamed =
                switch (kind) {
                    case CAST, TRANSFORM, USER_MAPPING, DEFAULT_PRIVILEGES, OPERATOR, LARGE_OBJECT -> true;
                    case SCHEMA -> tokens.is("AUTHORIZATION");
                    case STATISTICS -> tokens.is("ON") || tokens.is('(');
                    default -> false;
                };
        return unnamed ? Optional.empty() : Optional.of(parts.name());
    }

    /** A policy, a rule and statistics say which table they are about. */
    private Optional<QualifiedName> table(Kind kind) {
        return switch (kind) {
            case POLICY -> {
                tokens.expect("ON");
                yield Optional.of(parts.name());
            }
            case RULE -> after("TO");
            case STATISTICS -> after("FROM");
            default -> Optional.empty();
        };
    }

    private Optional<QualifiedName> after(String word) {
        for (int depth = 0; !tokens.atEnd() && !(depth == 0 && tokens.is(word)); tokens.next()) {
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
        }
        return tokens.skip(word) ? Optional.of(parts.name()) : Optional.empty();
    }

    Change alter() {
        Kind kind = kind();
        parts.ifExists();
        Optional<QualifiedName> name = name(kind);
        boolean on = (kind == Kind.POLICY || kind == Kind.RULE) && tokens.skip("ON");
        Optional<QualifiedName> table = on ? Optional.of(parts.name()) : Optional.empty();
        if ((kind == Kind.OPERATOR_CLASS || kind == Kind.OPERATOR_FAMILY) && tokens.skip("USING")) {
            tokens.identifier(); // the kind of index
        }
        Optional<Identifier> to = tokens.skip("RENAME", "TO") ? Optional.of(tokens.identifier()) : Optional.empty();
        return new ObjectChange.AlterObject(kind, name, table, to, whole);
    }

    Change drop() {
        Kind kind = kind();
        boolean ifExists = parts.ifExists();
        List<QualifiedName> names = new ArrayList<>();
        name(kind).ifPresent(names::add);
        while (tokens.skip(',')) {
            names.add(parts.name());
        }
        boolean on = (kind == Kind.POLICY || kind == Kind.RULE) && tokens.skip("ON");
        Optional<QualifiedName> table = on ? Optional.of(parts.name()) : Optional.empty();
        boolean cascade = false;
        while (!tokens.atEnd()) {
            cascade = tokens.is("CASCADE");
            tokens.next();
        }
        return new ObjectChange.DropObjects(kind, names, table, ifExists, cascade, whole);
    }

    // --- GRANT and REVOKE

    private Change privileges(boolean grant) {
        tokens.next();
        tokens.skip("GRANT", "OPTION", "FOR");
        List<String> privileges = parts.list(this::privilege);
        if (!tokens.skip("ON")) {
            return new ServerChange(grant ? "GRANT" : "REVOKE", ServerChange.Kind.MEMBERSHIP, grantees(grant), whole);
        }
        String target = target();
        List<QualifiedName> names = target.isEmpty() ? List.of() : parts.list(this::grantedName);
        List<String> grantees = grantees(grant);
        return new ObjectChange.Privileges(grant, privileges, target, names, grantees, whole);
    }

    private String privilege() {
        String privilege = tokens.identifier().name().toUpperCase(Locale.ROOT);
        while (!tokens.atEnd() && !tokens.isAny("ON", "TO", "FROM") && !tokens.is(',')) {
            if (tokens.is('(')) {
                tokens.skipParentheses();
            } else {
                privilege += " " + parts.value().toUpperCase(Locale.ROOT);
            }
        }
        return privilege;
    }

    private String target() {
        if (tokens.skip("ALL")) {
            String what = parts.value().toUpperCase(Locale.ROOT);
            tokens.expect("IN", "SCHEMA");
            return "ALL " + what + " IN SCHEMA";
        }
        String word = tokens.word();
        switch (word) {
            case "TABLE",
                    "SEQUENCE",
                    "DATABASE",
                    "DOMAIN",
                    "FUNCTION",
                    "PROCEDURE",
                    "ROUTINE",
                    "LANGUAGE",
                    "SCHEMA",
                    "TABLESPACE",
                    "TYPE",
                    "PARAMETER" -> {
                if (tokens.isNameAt(tokens.mark() + 1)) {
                    tokens.next();
                    return word;
                }
            }
            case "FOREIGN" -> {
                tokens.next();
                String what = tokens.is("DATA") ? "FOREIGN DATA WRAPPER" : "FOREIGN SERVER";
                tokens.skip("DATA");
                tokens.next();
                return what;
            }
            case "LARGE" -> {
                tokens.expect("LARGE", "OBJECT");
                parts.list(parts::value);
                return "";
            }
            default -> {}
        }
        return "TABLE";
    }

    private QualifiedName grantedName() {
        QualifiedName name = parts.name();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        return name;
    }

    private List<String> grantees(boolean grant) {
        tokens.expect(grant ? "TO" : "FROM");
        return parts.list(() -> {
            tokens.skip("GROUP");
            return tokens.identifier().name();
        });
    }

    // --- COMMENT, SECURITY LABEL

    private Change comment(boolean label) {
        tokens.next();
        if (label) {
            tokens.expect("LABEL");
            if (tokens.skip("FOR")) {
                tokens.next();
            }
        }
        tokens.expect("ON");
        StringBuilder target = new StringBuilder(parts.value().toUpperCase(Locale.ROOT));
        while (isMoreOfTarget()) {
            target.append(' ').append(parts.value().toUpperCase(Locale.ROOT));
        }
        boolean named = tokens.isName() && !tokens.are("FOR"); // TRANSFORM FOR
        Optional<QualifiedName> name = named ? Optional.of(parts.name()) : Optional.empty();
        for (int depth = 0; !tokens.atEnd() && !(depth == 0 && tokens.is("IS")); tokens.next()) {
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
        }
        tokens.expect("IS");
        Optional<String> text = tokens.skip("NULL") ? Optional.empty() : Optional.of(tokens.literal());
        tokens.expectEnd();
        return new ObjectChange.Comment(target.toString(), name, text, label, whole);
    }

    /** {@code MATERIALIZED VIEW}, {@code FOREIGN TABLE}, {@code TEXT SEARCH PARSER} … */
    private boolean isMoreOfTarget() {
        return tokens.isAny("VIEW", "METHOD", "TRIGGER", "DATA", "WRAPPER", "CLASS", "FAMILY", "SEARCH", "SERVER")
                        && tokens.isNameAt(tokens.mark() + 1)
                || tokens.is("OBJECT") && tokens.kind(tokens.mark() + 1) == Token.Kind.NUMBER
                || tokens.isAny("TABLE", "CONFIGURATION", "DICTIONARY", "PARSER", "TEMPLATE", "LANGUAGE")
                        && tokens.isNameAt(tokens.mark() + 1)
                        && !tokens.word(1).equals("IS");
    }

    // --- REFRESH, REINDEX, REASSIGN

    private Change refresh() {
        tokens.expect("REFRESH", "MATERIALIZED", "VIEW");
        boolean concurrently = tokens.skip("CONCURRENTLY");
        QualifiedName view = parts.name();
        boolean noData = tokens.skip("WITH", "NO", "DATA");
        if (!noData) {
            tokens.skip("WITH", "DATA");
        }
        tokens.expectEnd();
        return new ViewChange.RefreshView(view, concurrently, !noData, whole);
    }

    private Change reindex() {
        tokens.expect("REINDEX");
        boolean concurrently = false;
        if (tokens.is('(')) {
            for (Option option : parts.options()) {
                concurrently |= option.is("CONCURRENTLY")
                        && !option.value().orElse("on").matches("(?i)off|false|0|no|f|n");
            }
        }
        if (!tokens.isAny("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM")) {
            throw tokens.unexpected();
        }
        String target = tokens.word();
        tokens.next();
        concurrently |= tokens.skip("CONCURRENTLY");
        Optional<QualifiedName> name = tokens.atEnd() ? Optional.empty() : Optional.of(parts.name());
        tokens.expectEnd();
        return new IndexChange.Reindex(Optional.of(target), name, concurrently, whole);
    }

    Change owned(boolean drop) {
        tokens.next();
        if (!drop) {
            tokens.expect("OWNED");
        }
        tokens.expect("BY");
        List<String> owners =
                parts.list(tokens::identifier).stream().map(Identifier::name).toList();
        return new ObjectChange.Owned(drop, owners, whole);
    }
}
