package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.TableChange.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads PostgreSQL's CREATE. */
final class PostgresCreate {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;
    private boolean orReplace;

    PostgresCreate(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    Change change() {
        tokens.expect("CREATE");
        orReplace = tokens.skip("OR", "REPLACE");
        Persistence persistence = persistence();
        return switch (tokens.word()) {
            case "TABLE" -> new PostgresTables(parts, whole).create(persistence, false);
            case "FOREIGN" -> foreign();
            case "UNIQUE", "INDEX" -> index();
            case "VIEW", "RECURSIVE", "MATERIALIZED" -> view(persistence == Persistence.TEMPORARY);
            case "TYPE" -> type();
            case "DOMAIN" -> domain();
            case "FUNCTION", "PROCEDURE", "AGGREGATE" -> routine();
            case "TRIGGER", "CONSTRAINT" -> trigger();
            case "ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION" -> server();
            default -> new PostgresObjects(parts, whole).create(orReplace, persistence == Persistence.TEMPORARY);
        };
    }

    private Persistence persistence() {
        if (!tokens.skip("LOCAL")) {
            tokens.skip("GLOBAL");
        }
        if (tokens.skipAny("TEMPORARY", "TEMP")) {
            return Persistence.TEMPORARY;
        }
        return tokens.skip("UNLOGGED") ? Persistence.UNLOGGED : Persistence.PERMANENT;
    }

    private Change foreign() {
        if (tokens.skip("FOREIGN", "DATA")) {
            tokens.expect("WRAPPER");
            return new ObjectChange.CreateObject(
                    ObjectChange.Kind.FOREIGN_DATA_WRAPPER,
                    Optional.of(parts.name()),
                    Optional.empty(),
                    false,
                    false,
                    false,
                    whole);
        }
        tokens.expect("FOREIGN");
        return new PostgresTables(parts, whole).create(Persistence.PERMANENT, true);
    }

    // --- indexes

    private Change index() {
        boolean unique = tokens.skip("UNIQUE");
        tokens.expect("INDEX");
        boolean concurrently = tokens.skip("CONCURRENTLY");
        boolean ifNotExists = parts.ifNotExists();
        Optional<QualifiedName> name = tokens.is("ON") ? Optional.empty() : Optional.of(parts.name());
        tokens.expect("ON");
        boolean only = tokens.is("ONLY");
        QualifiedName table = parts.table();
        Optional<String> method = tokens.skip("USING")
                ? Optional.of(tokens.identifier().name().toLowerCase(Locale.ROOT))
                : Optional.empty();
        List<IndexPart> on = parts.indexParts();
        List<Identifier> include = tokens.skip("INCLUDE") ? parts.columns() : List.of();
        boolean notDistinct = new PostgresColumns(parts).nullsNotDistinct();
        List<Option> options = indexOptions();
        Optional<Expression> where =
                tokens.skip("WHERE") ? Optional.of(parts.expressions.upTo(Set.of())) : Optional.empty();
        tokens.expectEnd();
        IndexDefinition definition = new IndexDefinition(
                name, unique, Optional.empty(), method, on, include, notDistinct, where, options, whole);
        return new IndexChange.CreateIndex(
                definition, table, only, concurrently, false, ifNotExists, List.of(), List.of(), whole);
    }

    private List<Option> indexOptions() {
        List<Option> options = new ArrayList<>();
        if (tokens.skip("WITH")) {
            options.addAll(parts.options());
        }
        int start = tokens.start();
        if (tokens.skip("TABLESPACE")) {
            options.add(parts.option("TABLESPACE", start));
        }
        return options;
    }

    // --- views

    private Change view(boolean temporary) {
        boolean materialized = tokens.skip("MATERIALIZED");
        boolean recursive = tokens.skip("RECURSIVE");
        tokens.expect("VIEW");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName view = parts.name();
        List<Identifier> columns = parts.columns();
        while (!tokens.is("AS")) {
            if (tokens.skip("WITH")) {
                parts.options();
            } else if (tokens.skip("USING") || tokens.skip("TABLESPACE")) {
                tokens.identifier();
            } else {
                throw tokens.unexpected();
            }
        }
        tokens.expect("AS");
        QueryReader queries = new QueryReader(parts, false);
        if (recursive) {
            queries.readsItself(view);
        }
        Query query = queries.query();
        boolean noData = tokens.skip("WITH", "NO", "DATA");
        if (!noData && tokens.skip("WITH")) {
            while (tokens.skipAny("DATA", "CASCADED", "LOCAL", "CHECK", "OPTION")) {
                // WITH DATA, WITH LOCAL CHECK OPTION
            }
        }
        tokens.expectEnd();
        return new ViewChange.CreateView(
                view, materialized, temporary, orReplace, ifNotExists, columns, query, !noData, whole);
    }

    // --- types

    private Change type() {
        tokens.expect("TYPE");
        QualifiedName type = parts.name();
        if (tokens.atEnd()) {
            return new TypeChange.CreateOther(type, "SHELL", whole);
        }
        if (tokens.is('(')) {
            tokens.skipParentheses();
            tokens.expectEnd();
            return new TypeChange.CreateOther(type, "BASE", whole);
        }
        tokens.expect("AS");
        if (tokens.skip("RANGE")) {
            tokens.skipParentheses();
            tokens.expectEnd();
            return new TypeChange.CreateOther(type, "RANGE", whole);
        }
        return tokens.skip("ENUM") ? enumeration(type) : composite(type);
    }

    private Change enumeration(QualifiedName type) {
        List<String> labels = tokens.is('(') && tokens.is(')', 1) ? none() : parts.inParentheses(tokens::literal);
        tokens.expectEnd();
        return new TypeChange.CreateEnum(type, labels, whole);
    }

    private <T> List<T> none() {
        tokens.expect('(');
        tokens.expect(')');
        return List.of();
    }

    private Change composite(QualifiedName type) {
        PostgresColumns columns = new PostgresColumns(parts);
        boolean empty = tokens.is('(') && tokens.is(')', 1);
        List<ColumnDefinition> attributes = empty ? none() : parts.inParentheses(() -> columns.column(true));
        tokens.expectEnd();
        return new TypeChange.CreateComposite(type, attributes, whole);
    }

    private Change domain() {
        tokens.expect("DOMAIN");
        QualifiedName domain = parts.name();
        tokens.skip("AS");
        // what follows is what follows a column's name
        PostgresColumns columns = new PostgresColumns(parts);
        ColumnDefinition as = columns.definition(domain.identifier());
        tokens.expectEnd();
        List<Constraint> checks = as.constraints().stream()
                .map(constraint -> constraint instanceof Constraint.Check check ? withoutColumn(check) : constraint)
                .toList();
        boolean notNull = as.nullability() == ColumnDefinition.Nullability.NOT_NULL;
        return new TypeChange.CreateDomain(domain, as.type().orElseThrow(), notNull, as.defaultValue(), checks, whole);
    }

    private static Constraint withoutColumn(Constraint.Check check) {
        return new Constraint.Check(
                check.name(), check.condition(), Optional.empty(), Optional.empty(), check.traits(), check.span());
    }

    // --- routines

    private Change routine() {
        RoutineChange.Kind kind = RoutineChange.Kind.valueOf(tokens.word());
        tokens.next();
        QualifiedName name = parts.name();
        tokens.skipParentheses();
        Optional<String> language = Optional.empty();
        Optional<Span> body = Optional.empty();
        while (!tokens.atEnd() && (body.isEmpty() || language.isEmpty())) {
            int start = tokens.start();
            if (tokens.skip("LANGUAGE")) {
                language = Optional.of(tokens.value().toLowerCase(Locale.ROOT));
                tokens.next();
            } else if (tokens.is("AS") && tokens.kind(tokens.mark() + 1) == Token.Kind.STRING) {
                tokens.next();
                body = Optional.of(tokens.here());
                tokens.next();
            } else if (tokens.are("BEGIN", "ATOMIC") || tokens.is("RETURN")) {
                body = Optional.of(new Span(start, whole.end()));
                language = language.or(() -> Optional.of("sql"));
            } else {
                tokens.next();
            }
        }
        return new RoutineChange.CreateRoutine(kind, name, orReplace, false, language, body, whole);
    }

    private Change trigger() {
        boolean constraint = tokens.skip("CONSTRAINT");
        tokens.expect("TRIGGER");
        QualifiedName name = parts.name();
        String moment = parts.value().toUpperCase(Locale.ROOT);
        if (moment.equals("INSTEAD")) {
            tokens.expect("OF");
            moment = "INSTEAD OF";
        }
        List<String> events = new ArrayList<>();
        do {
            events.add(parts.value().toUpperCase(Locale.ROOT));
            if (tokens.skip("OF")) {
                parts.list(tokens::identifier);
            }
        } while (tokens.skip("OR"));
        tokens.expect("ON");
        QualifiedName table = parts.name();
        boolean each = false;
        while (!tokens.is("EXECUTE")) {
            if (tokens.atEnd()) {
                throw tokens.unexpected();
            }
            each |= tokens.is("ROW");
            tokens.next();
        }
        tokens.next();
        tokens.skipAny("FUNCTION", "PROCEDURE");
        QualifiedName function = parts.name();
        tokens.skipParentheses();
        tokens.expectEnd();
        return new RoutineChange.CreateTrigger(
                name, table, moment, events, each, constraint, orReplace, false, Optional.of(function), whole);
    }

    // --- the server

    private Change server() {
        String what = tokens.word();
        if (tokens.are("USER", "MAPPING")) {
            return new PostgresObjects(parts, whole).create(orReplace, false);
        }
        tokens.next();
        String name = tokens.identifier().name();
        return new ServerChange("CREATE", PostgresObjects.serverKind(what), List.of(name), whole);
    }
}
