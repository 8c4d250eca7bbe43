package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.TransactionChange.Control;
import dev.refract.internal.sql.statement.TransactionChange.Control.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads PostgreSQL's statements, as its gram.y has them. */
final class PostgresReader {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    PostgresReader(Cursor tokens, Span whole) {
        this.tokens = tokens;
        this.parts = new PartReader(tokens);
        this.whole = whole;
    }

    Change change() {
        int mark = tokens.mark();
        String verb = tokens.word();
        return switch (verb) {
            case "SELECT", "VALUES", "TABLE", "" -> select();
            case "INSERT", "UPDATE", "DELETE", "MERGE", "WITH" -> rows();
            case "TRUNCATE" -> truncate();
            case "COPY" -> copy();
            case "CREATE" -> new PostgresCreate(parts, whole).change();
            case "ALTER" -> new PostgresAlter(parts, whole).change();
            case "DROP" -> new PostgresDrop(parts, whole).change();
            case "SET", "RESET", "SHOW", "DISCARD" -> new PostgresSettings(parts, whole).change();
            case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" -> transaction();
            case "LOCK" -> lock();
            case "GRANT", "REVOKE", "COMMENT", "SECURITY", "REASSIGN", "REFRESH", "REINDEX", "IMPORT" ->
                new PostgresObjects(parts, whole).change();
            case "VACUUM", "ANALYZE", "ANALYSE", "CLUSTER", "CHECKPOINT", "REPACK" -> maintenance();
            default -> {
                tokens.reset(mark);
                yield execution();
            }
        };
    }

    private RowChange rows() {
        RowChange change = new RowReader(parts, false).change();
        tokens.expectEnd();
        return change;
    }

    // --- rows

    /** {@code SELECT … INTO t} makes a table. */
    private Change select() {
        if (tokens.word().isEmpty() && !tokens.is('(')) {
            throw tokens.unexpected();
        }
        Optional<QualifiedName> into = into();
        RowChange change = rows();
        if (into.isEmpty() || !(change instanceof RowChange.Select select)) {
            return change;
        }
        return new TableChange.CreateTable(
                into.get(),
                persistence,
                false,
                false,
                false,
                new DefinitionBuilder().build(),
                Optional.of(select.query()),
                whole);
    }

    private TableChange.Persistence persistence = TableChange.Persistence.PERMANENT;

    /** The table after the INTO of the outermost list of columns. */
    private Optional<QualifiedName> into() {
        int mark = tokens.mark();
        Optional<QualifiedName> into = Optional.empty();
        for (int depth = 0; tokens.is("SELECT") || tokens.mark() > mark && !tokens.atEnd(); tokens.next()) {
            if (depth == 0 && (tokens.isAny("FROM", "WHERE", "UNION"))) {
                break;
            }
            if (depth == 0 && tokens.is("INTO")) {
                tokens.next();
                into = Optional.of(intoTable());
                break;
            }
            depth += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
        }
        tokens.reset(mark);
        return into;
    }

    private QualifiedName intoTable() {
        if (!tokens.skip("LOCAL")) {
            tokens.skip("GLOBAL");
        }
        if (tokens.skipAny("TEMPORARY", "TEMP")) {
            persistence = TableChange.Persistence.TEMPORARY;
        } else if (tokens.skip("UNLOGGED")) {
            persistence = TableChange.Persistence.UNLOGGED;
        }
        tokens.skip("TABLE");
        return parts.name();
    }

    private Change truncate() {
        tokens.expect("TRUNCATE");
        tokens.skip("TABLE");
        List<QualifiedName> tables = parts.list(parts::table);
        boolean restart = tokens.skip("RESTART", "IDENTITY");
        if (!restart) {
            tokens.skip("CONTINUE", "IDENTITY");
        }
        boolean cascade = parts.cascade();
        tokens.expectEnd();
        return new RowChange.Truncate(tables, cascade, restart, whole);
    }

    private Change copy() {
        tokens.expect("COPY");
        tokens.skip("BINARY");
        Optional<QualifiedName> table = Optional.empty();
        List<Identifier> columns = List.of();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        } else {
            table = Optional.of(parts.name());
            columns = parts.columns();
        }
        boolean from = tokens.skip("FROM");
        if (!from) {
            tokens.expect("TO");
        }
        RowChange.Copy.Endpoint endpoint = RowChange.Copy.Endpoint.FILE;
        if (tokens.skip("PROGRAM")) {
            endpoint = RowChange.Copy.Endpoint.PROGRAM;
        } else if (tokens.isAny("STDIN", "STDOUT")) {
            endpoint = RowChange.Copy.Endpoint.CLIENT;
        } else if (!tokens.isString()) {
            throw tokens.unexpected();
        }
        return new RowChange.Copy(table, columns, from, endpoint, whole);
    }

    // --- transactions

    private Change transaction() {
        String verb = tokens.word();
        tokens.next();
        return switch (verb) {
            case "SAVEPOINT" ->
                control(Verb.SAVEPOINT, Optional.of(tokens.identifier().name()));
            case "RELEASE" -> {
                tokens.skip("SAVEPOINT");
                yield control(Verb.RELEASE, Optional.of(tokens.identifier().name()));
            }
            case "START" -> {
                tokens.expect("TRANSACTION");
                yield begin();
            }
            case "BEGIN" -> {
                work();
                yield begin();
            }
            case "COMMIT", "END" -> {
                if (verb.equals("COMMIT") && tokens.skip("PREPARED")) {
                    yield control(Verb.COMMIT_PREPARED, Optional.of(tokens.literal()));
                }
                work();
                chain();
                yield control(Verb.COMMIT, Optional.empty());
            }
            default -> rollback();
        };
    }

    private void work() {
        tokens.skipAny("WORK", "TRANSACTION");
    }

    private void chain() {
        if (tokens.skip("AND")) {
            tokens.skip("NO");
            tokens.expect("CHAIN");
        }
    }

    private Change begin() {
        int start = tokens.start();
        tokens.skipToEnd();
        Span mode = tokens.from(start);
        String text = mode.end() > start ? tokens.text(mode) : "";
        return new Control(Verb.BEGIN, Optional.empty(), Optional.of(text).filter(m -> !m.isEmpty()), whole);
    }

    private Change rollback() {
        if (tokens.skip("PREPARED")) {
            return control(Verb.ROLLBACK_PREPARED, Optional.of(tokens.literal()));
        }
        work();
        if (tokens.skip("TO")) {
            tokens.skip("SAVEPOINT");
            return control(Verb.ROLLBACK_TO, Optional.of(tokens.identifier().name()));
        }
        chain();
        return control(Verb.ROLLBACK, Optional.empty());
    }

    private Change control(Verb verb, Optional<String> name) {
        tokens.expectEnd();
        return new Control(verb, name, Optional.empty(), whole);
    }

    private Change lock() {
        tokens.expect("LOCK");
        tokens.skip("TABLE");
        List<QualifiedName> tables = parts.list(parts::table);
        String mode = "ACCESS EXCLUSIVE";
        if (tokens.skip("IN")) {
            StringBuilder words = new StringBuilder();
            while (!tokens.is("MODE")) {
                words.append(words.isEmpty() ? "" : " ").append(parts.value().toUpperCase(Locale.ROOT));
            }
            tokens.expect("MODE");
            mode = words.toString();
        }
        boolean nowait = tokens.skip("NOWAIT");
        tokens.expectEnd();
        String taken = mode;
        return new TransactionChange.LockTables(
                tables.stream()
                        .map(table -> new TransactionChange.LockedTable(table, taken))
                        .toList(),
                nowait,
                whole);
    }

    // --- maintenance

    private Change maintenance() {
        String verb = tokens.is("ANALYSE") ? "ANALYZE" : tokens.word();
        tokens.next();
        List<String> options = new ArrayList<>();
        if (tokens.is('(')) {
            parts.options().forEach(option -> options.add(option.name()));
        }
        while (tokens.isAny("FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE")) {
            options.add(tokens.word());
            tokens.next();
        }
        List<QualifiedName> tables = tokens.isName() ? maintained(verb) : List.of();
        tokens.expectEnd();
        return new Maintenance(Maintenance.Verb.valueOf(verb), tables, options, whole);
    }

    private List<QualifiedName> maintained(String verb) {
        QualifiedName first = parts.table();
        if (tokens.skip("ON")) { // CLUSTER index ON table, as it was once
            return List.of(parts.name());
        }
        if (verb.equals("CLUSTER") || verb.equals("REPACK")) {
            if (tokens.skip("USING")) {
                tokens.skip("INDEX");
                tokens.identifier();
            }
            return List.of(first);
        }
        parts.columns();
        List<QualifiedName> tables = new ArrayList<>(List.of(first));
        while (tokens.skip(',')) {
            tables.add(parts.table());
            parts.columns();
        }
        return tables;
    }

    // --- what runs something else

    private Change execution() {
        String verb = tokens.word();
        int mark = tokens.mark();
        tokens.next();
        return switch (verb) {
            case "CALL" -> {
                QualifiedName name = parts.name();
                tokens.skipParentheses();
                tokens.expectEnd();
                yield run(Execution.Verb.CALL, Optional.of(name), Optional.empty());
            }
            case "DO" -> doBlock();
            case "EXPLAIN" -> explain();
            case "PREPARE" -> prepare();
            case "EXECUTE" -> run(Execution.Verb.EXECUTE, Optional.of(parts.name()), Optional.empty());
            case "DEALLOCATE" -> run(Execution.Verb.DEALLOCATE, Optional.empty(), Optional.empty());
            case "DECLARE", "FETCH", "MOVE", "CLOSE" -> run(Execution.Verb.CURSOR, Optional.empty(), Optional.empty());
            case "LISTEN", "NOTIFY", "UNLISTEN", "LOAD" ->
                run(Execution.Verb.OTHER, Optional.empty(), Optional.empty());
            default -> {
                tokens.reset(mark);
                throw tokens.unexpected();
            }
        };
    }

    private Execution run(Execution.Verb verb, Optional<QualifiedName> name, Optional<Span> body) {
        return new Execution(verb, name, body, Optional.empty(), whole);
    }

    private Change doBlock() {
        Optional<Span> body = Optional.empty();
        while (!tokens.atEnd()) {
            if (tokens.isString() && body.isEmpty()) {
                body = Optional.of(tokens.here());
            } else if (!tokens.is("LANGUAGE") && !tokens.isName()) {
                throw tokens.unexpected();
            }
            tokens.next();
        }
        if (body.isEmpty()) {
            throw tokens.unexpected();
        }
        return run(Execution.Verb.DO, Optional.empty(), body);
    }

    private Change explain() {
        boolean analyze = false;
        if (tokens.is('(')) {
            for (Option option : parts.options()) {
                analyze |= (option.is("ANALYZE") || option.is("ANALYSE"))
                        && !isOff(option.value().orElse("on"));
            }
        }
        while (tokens.isAny("ANALYZE", "ANALYSE", "VERBOSE")) {
            analyze |= !tokens.is("VERBOSE");
            tokens.next();
        }
        return new Execution(
                analyze ? Execution.Verb.EXPLAIN_ANALYZE : Execution.Verb.EXPLAIN,
                Optional.empty(),
                Optional.empty(),
                Optional.of(inner()),
                whole);
    }

    private static boolean isOff(String value) {
        return Set.of("off", "false", "0", "no", "f", "n").contains(value.toLowerCase(Locale.ROOT));
    }

    /** The statement that this one is about; none of these is about another in turn. */
    private Change inner() {
        if (!tokens.is('(')
                && !tokens.isAny(
                        "SELECT", "VALUES", "TABLE", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "EXECUTE",
                        "DECLARE", "REFRESH")) {
            throw tokens.unexpected();
        }
        Span span = new Span(tokens.start(), whole.end());
        return new PostgresReader(tokens, span).change();
    }

    private Change prepare() {
        if (tokens.skip("TRANSACTION")) {
            return control(Verb.PREPARE, Optional.of(tokens.literal()));
        }
        QualifiedName name = parts.name();
        if (tokens.is('(')) {
            tokens.skipParentheses();
        }
        tokens.expect("AS");
        return new Execution(Execution.Verb.PREPARE, Optional.of(name), Optional.empty(), Optional.of(inner()), whole);
    }
}
