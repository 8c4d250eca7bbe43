package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.RoutineChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads MySQL's and MariaDB's CREATE, and ALTER of what is no table. */
final class MysqlCreate {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;
    private boolean orReplace;

    MysqlCreate(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    Change change() {
        tokens.expect("CREATE");
        orReplace = tokens.skip("OR", "REPLACE");
        skipCharacteristics();
        return switch (tokens.word()) {
            case "TEMPORARY" -> temporary();
            case "TABLE" -> new MysqlTables(parts, whole).create(orReplace, false);
            case "UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR", "INDEX", "ONLINE", "OFFLINE" -> index();
            case "VIEW" -> view();
            case "TRIGGER" -> trigger();
            case "FUNCTION", "PROCEDURE", "AGGREGATE", "EVENT", "PACKAGE" -> routine();
            default -> other("CREATE");
        };
    }

    private Change temporary() {
        tokens.next();
        if (tokens.is("SEQUENCE")) {
            return other("CREATE");
        }
        return new MysqlTables(parts, whole).create(orReplace, true);
    }

    /** {@code ALGORITHM = x DEFINER = u@h SQL SECURITY x}. */
    private void skipCharacteristics() {
        boolean more = true;
        while (more) {
            if (tokens.skip("ALGORITHM")) {
                tokens.skip('=');
                tokens.next();
            } else if (tokens.skip("DEFINER")) {
                tokens.skip('=');
                skipAccount();
            } else if (tokens.skip("SQL", "SECURITY")) {
                tokens.next();
            } else {
                more = false;
            }
        }
    }

    private void skipAccount() {
        tokens.next();
        while (tokens.is('@') || tokens.is('(') || tokens.is(')') || tokens.kind() == Token.Kind.PARAMETER) {
            boolean host = tokens.is('@');
            tokens.next();
            if (host) {
                tokens.next();
            }
        }
    }

    // --- indexes

    private Change index() {
        tokens.skipAny("ONLINE", "OFFLINE");
        boolean unique = tokens.skip("UNIQUE");
        Optional<String> type = tokens.is("INDEX")
                ? Optional.empty()
                : Optional.of(parts.value().toUpperCase(Locale.ROOT));
        tokens.expect("INDEX");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName name = parts.name();
        MysqlColumns columns = new MysqlColumns(parts);
        List<Option> options = new ArrayList<>();
        columns.using(options);
        tokens.expect("ON");
        QualifiedName table = parts.name();
        List<IndexPart> on = parts.indexParts();
        List<AlterAction> asked = new ArrayList<>();
        while (!tokens.atEnd()) {
            int mark = tokens.mark();
            columns.indexOptions(options);
            asked.addAll(asked(parts, whole));
            if (tokens.mark() == mark) {
                throw tokens.unexpected();
            }
        }
        IndexDefinition definition = columns.definition(Optional.of(name), unique, type, on, options, whole);
        return new IndexChange.CreateIndex(
                definition, table, false, false, orReplace, ifNotExists, asked, List.of(), whole);
    }

    /** {@code ALGORITHM} and {@code LOCK}, with MariaDB's {@code WAIT} before or after. */
    static List<AlterAction> asked(PartReader parts, Span whole) {
        Cursor tokens = parts.tokens;
        List<AlterAction> asked = new ArrayList<>();
        new MysqlTables(parts, whole).wait_();
        while (tokens.isAny("ALGORITHM", "LOCK")) {
            int start = tokens.start();
            boolean lock = tokens.is("LOCK");
            tokens.next();
            tokens.skip('=');
            String value = parts.value().toUpperCase(Locale.ROOT);
            asked.add(
                    lock
                            ? new AlterAction.Lock(value, tokens.from(start))
                            : new AlterAction.Algorithm(value, tokens.from(start)));
        }
        return asked;
    }

    // --- views, triggers, routines

    private Change view() {
        tokens.expect("VIEW");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName view = parts.name();
        List<Identifier> columns = parts.columns();
        tokens.expect("AS");
        Query query = query();
        return new ViewChange.CreateView(view, false, false, orReplace, ifNotExists, columns, query, true, whole);
    }

    private Query query() {
        Query query = new QueryReader(parts, false).query();
        if (tokens.skip("WITH")) {
            tokens.skipAny("CASCADED", "LOCAL");
            tokens.expect("CHECK", "OPTION");
        }
        tokens.expectEnd();
        return query;
    }

    private Change trigger() {
        tokens.expect("TRIGGER");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName name = parts.name();
        String moment = parts.value().toUpperCase(Locale.ROOT);
        List<String> events = new ArrayList<>();
        do {
            events.add(parts.value().toUpperCase(Locale.ROOT));
            if (tokens.skip("OF")) {
                parts.list(tokens::identifier);
            }
        } while (tokens.skip("OR"));
        tokens.expect("ON");
        QualifiedName table = parts.name();
        tokens.expect("FOR", "EACH", "ROW");
        return new RoutineChange.CreateTrigger(
                name, table, moment, events, true, false, orReplace, ifNotExists, Optional.empty(), whole);
    }

    private Kind kind() {
        tokens.skip("AGGREGATE");
        Kind kind = Kind.valueOf(tokens.word());
        tokens.next();
        if (kind == Kind.PACKAGE) {
            tokens.skip("BODY");
        }
        return kind;
    }

    private Change routine() {
        tokens.skip("AGGREGATE");
        if (!tokens.isAny("FUNCTION", "PROCEDURE", "EVENT", "PACKAGE")) {
            throw tokens.unexpected();
        }
        Kind kind = kind();
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName name = parts.name();
        int start = tokens.start();
        boolean loadable = tokens.are("RETURNS") && kind == Kind.FUNCTION;
        if (loadable) { // … RETURNS INTEGER SONAME 'x.so'
            return new ObjectChange.CreateObject(
                    ObjectChange.Kind.LOADABLE_FUNCTION,
                    Optional.of(name),
                    Optional.empty(),
                    orReplace,
                    ifNotExists,
                    false,
                    whole);
        }
        Optional<Span> body = Optional.of(new Span(start, Math.max(start, whole.end())));
        return new RoutineChange.CreateRoutine(kind, name, orReplace, ifNotExists, Optional.of("sql"), body, whole);
    }

    // --- ALTER of what is no table

    Change alter() {
        skipCharacteristics();
        switch (tokens.word()) {
            case "VIEW" -> {
                tokens.next();
                parts.ifExists();
                QualifiedName view = parts.name();
                parts.columns();
                tokens.expect("AS");
                return new ViewChange.AlterView(view, false, false, List.of(), Optional.of(query()), whole);
            }
            case "FUNCTION", "PROCEDURE", "EVENT" -> {
                Kind kind = kind();
                parts.ifExists();
                QualifiedName name = parts.name();
                Optional<Identifier> to = Optional.empty();
                while (!tokens.atEnd() && kind == Kind.EVENT && to.isEmpty() && !tokens.is("DO")) {
                    if (tokens.skip("RENAME", "TO")) {
                        to = Optional.of(parts.name().identifier());
                    } else {
                        tokens.next();
                    }
                }
                return new RoutineChange.AlterRoutine(kind, name, to, whole);
            }
            default -> {
                return other("ALTER");
            }
        }
    }

    // --- the rest

    private Change other(String verb) {
        String word = tokens.word();
        switch (word) {
            case "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "TABLESPACE", "UNDO", "LOGFILE", "RESOURCE" -> {
                return MysqlDrop.server(verb, parts, whole);
            }
            case "INSTANCE" -> {
                return new ServerChange(verb, ServerChange.Kind.SYSTEM, List.of(), whole);
            }
            case "SEQUENCE" -> {
                tokens.next();
                boolean ifNotExists = verb.equals("CREATE") ? parts.ifNotExists() : parts.ifExists();
                Optional<QualifiedName> name = Optional.of(parts.name());
                return verb.equals("CREATE")
                        ? new ObjectChange.CreateObject(
                                ObjectChange.Kind.SEQUENCE,
                                name,
                                Optional.empty(),
                                orReplace,
                                ifNotExists,
                                false,
                                whole)
                        : new ObjectChange.AlterObject(
                                ObjectChange.Kind.SEQUENCE, name, Optional.empty(), Optional.empty(), whole);
            }
            case "SPATIAL" -> throw tokens.unexpected();
            default -> throw tokens.unexpected();
        }
    }
}
