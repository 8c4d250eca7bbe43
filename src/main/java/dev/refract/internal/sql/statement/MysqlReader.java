package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.TransactionChange.Control;
import dev.refract.internal.sql.statement.TransactionChange.Control.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads MySQL's and MariaDB's statements. */
final class MysqlReader {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    MysqlReader(Cursor tokens, Span whole) {
        this.tokens = tokens;
        this.parts = new PartReader(tokens);
        this.whole = whole;
    }

    Change change() {
        return switch (tokens.word()) {
            case "SELECT", "VALUES", "TABLE", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "" -> rows();
            case "CREATE" -> new MysqlCreate(parts, whole).change();
            case "ALTER" -> alter();
            case "DROP" -> new MysqlDrop(parts, whole).change();
            case "RENAME" -> rename();
            case "TRUNCATE" -> truncate();
            case "LOAD" -> load();
            case "SET" -> new MysqlSet(parts, whole).change();
            case "USE" -> {
                tokens.next();
                yield new SettingChange.UseDatabase(tokens.identifier(), whole);
            }
            case "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "XA" -> transaction();
            case "LOCK", "UNLOCK" -> lock();
            case "GRANT", "REVOKE" -> grant();
            case "OPTIMIZE", "CHECK", "CHECKSUM", "REPAIR", "CACHE" -> maintenance();
            case "ANALYZE" -> isTableList(1) ? maintenance() : explain();
            case "SHOW", "HELP", "DESCRIBE", "DESC", "EXPLAIN" -> explain();
            case "DELIMITER" -> new ClientCommand(tokens.text(whole), whole);
            default -> execution();
        };
    }

    // --- rows

    private RowChange rows() {
        if (tokens.word().isEmpty() && !tokens.is('(')) {
            throw tokens.unexpected();
        }
        RowChange change = new RowReader(parts, false).change();
        tokens.expectEnd();
        return change;
    }

    private Change truncate() {
        tokens.expect("TRUNCATE");
        tokens.skip("TABLE");
        QualifiedName table = parts.name();
        new MysqlTables(parts, whole).wait_();
        tokens.expectEnd();
        return new RowChange.Truncate(List.of(table), false, true, whole);
    }

    private Change load() {
        tokens.expect("LOAD");
        if (tokens.is("INDEX")) {
            return tables(Maintenance.Verb.CACHE, "CACHE");
        }
        if (!tokens.skip("DATA")) {
            tokens.expect("XML");
        }
        boolean local = false;
        boolean replace = false;
        while (!tokens.are("INTO", "TABLE")) {
            if (tokens.atEnd()) {
                throw tokens.unexpected();
            }
            local |= tokens.is("LOCAL");
            replace |= tokens.is("REPLACE");
            tokens.next();
        }
        tokens.expect("INTO", "TABLE");
        return new RowChange.Load(parts.name(), local, replace, whole);
    }

    // --- definitions

    private Change alter() {
        tokens.expect("ALTER");
        boolean online = tokens.skip("ONLINE");
        boolean ignore = tokens.skip("IGNORE");
        return tokens.is("TABLE")
                ? new MysqlAlter(parts, whole).change(ignore, online)
                : new MysqlCreate(parts, whole).alter();
    }

    private Change rename() {
        tokens.expect("RENAME");
        return tokens.isAny("TABLE", "TABLES") ? new MysqlTables(parts, whole).rename() : renameUser();
    }

    private Change renameUser() {
        if (!tokens.is("USER")) {
            throw tokens.unexpected();
        }
        return new ServerChange("RENAME", ServerChange.Kind.ROLE, List.of(), whole);
    }

    /** Its name is the table or routine that the privileges are on; {@code *} names none. */
    private Change grant() {
        String verb = tokens.word();
        boolean proxy = tokens.word(1).equals("PROXY");
        while (!tokens.atEnd() && !tokens.is("ON")) {
            tokens.next();
        }
        return new ServerChange(verb, ServerChange.Kind.MEMBERSHIP, proxy ? List.of() : grantedOn(), whole);
    }

    private List<String> grantedOn() {
        tokens.skip("ON");
        tokens.skipAny("TABLE", "FUNCTION", "PROCEDURE", "PACKAGE");
        tokens.skip("BODY");
        if (tokens.is('.', 1)) {
            tokens.next();
            tokens.next();
        }
        return tokens.isName() ? List.of(tokens.identifier().name()) : List.of();
    }

    // --- transactions

    private Change transaction() {
        String verb = tokens.word();
        tokens.next();
        return switch (verb) {
            case "BEGIN" -> begin();
            case "START" -> tokens.skip("TRANSACTION") ? control(Verb.BEGIN, Optional.empty()) : replication("START");
            case "COMMIT" -> {
                chain();
                tokens.expectEnd();
                yield control(Verb.COMMIT, Optional.empty());
            }
            case "ROLLBACK" -> rollback();
            case "SAVEPOINT" ->
                control(Verb.SAVEPOINT, Optional.of(tokens.identifier().name()));
            case "RELEASE" -> {
                tokens.expect("SAVEPOINT");
                yield control(Verb.RELEASE, Optional.of(tokens.identifier().name()));
            }
            default -> control(Verb.XA, Optional.empty());
        };
    }

    /** MariaDB: {@code BEGIN NOT ATOMIC … END} is a block. */
    private Change begin() {
        int start = tokens.start();
        if (tokens.skip("NOT", "ATOMIC")) {
            Span body = new Span(start, whole.end());
            return new Execution(Execution.Verb.BLOCK, Optional.empty(), Optional.of(body), Optional.empty(), whole);
        }
        tokens.skip("WORK");
        tokens.expectEnd();
        return control(Verb.BEGIN, Optional.empty());
    }

    private void chain() {
        tokens.skip("WORK");
        if (tokens.skip("AND")) {
            tokens.skip("NO");
            tokens.expect("CHAIN");
        }
        if (tokens.is("NO") || tokens.is("RELEASE")) {
            tokens.skip("NO");
            tokens.expect("RELEASE");
        }
    }

    private Change rollback() {
        tokens.skip("WORK");
        if (tokens.skip("TO")) {
            tokens.skip("SAVEPOINT");
            return control(Verb.ROLLBACK_TO, Optional.of(tokens.identifier().name()));
        }
        chain();
        tokens.expectEnd();
        return control(Verb.ROLLBACK, Optional.empty());
    }

    private Change control(Verb verb, Optional<String> name) {
        return new Control(verb, name, Optional.empty(), whole);
    }

    private Change lock() {
        boolean locks = tokens.is("LOCK");
        tokens.next();
        if (tokens.skip("INSTANCE")) {
            return new ServerChange(locks ? "LOCK" : "UNLOCK", ServerChange.Kind.PROCESS, List.of(), whole);
        }
        if (!tokens.skip("TABLES")) {
            tokens.expect("TABLE");
        }
        if (!locks) {
            return new TransactionChange.UnlockTables(whole);
        }
        List<TransactionChange.LockedTable> locked = parts.list(this::locked);
        new MysqlTables(parts, whole).wait_();
        tokens.expectEnd();
        return new TransactionChange.LockTables(locked, false, whole);
    }

    private TransactionChange.LockedTable locked() {
        QualifiedName table = parts.name();
        if (tokens.skip("AS")) {
            tokens.identifier();
        } else if (!tokens.isAny("READ", "WRITE", "LOW_PRIORITY")) {
            tokens.identifier(); // an alias
        }
        StringBuilder mode = new StringBuilder();
        while (tokens.isAny("READ", "WRITE", "LOW_PRIORITY", "LOCAL", "CONCURRENT")) {
            mode.append(mode.isEmpty() ? "" : " ").append(tokens.word());
            tokens.next();
        }
        return new TransactionChange.LockedTable(table, mode.toString());
    }

    // --- maintenance

    private boolean isTableList(int ahead) {
        String word = tokens.word(ahead);
        return word.equals("TABLE")
                || word.equals("TABLES")
                || word.equals("NO_WRITE_TO_BINLOG")
                || word.equals("LOCAL");
    }

    private Change maintenance() {
        String verb = tokens.word();
        tokens.next();
        return tables(Maintenance.Verb.valueOf(verb), verb);
    }

    private Change tables(Maintenance.Verb verb, String word) {
        tokens.skipAny("NO_WRITE_TO_BINLOG", "LOCAL");
        if (word.equals("CACHE")) {
            tokens.expect("INDEX");
            tokens.skip("INTO", "CACHE");
        } else if (!tokens.skip("TABLES") && !tokens.skip("TABLE")) {
            tokens.skip("VIEW");
        }
        List<QualifiedName> tables = new ArrayList<>(parts.list(parts::name));
        tokens.skipToEnd(); // FOR UPGRADE, PERSISTENT FOR ALL, UPDATE HISTOGRAM ON …
        return new Maintenance(verb, tables, List.of(), whole);
    }

    // --- what shows, and what runs something else

    private Change explain() {
        String verb = tokens.word();
        tokens.next();
        boolean analyze = verb.equals("ANALYZE") || tokens.skip("ANALYZE");
        boolean shows = verb.equals("SHOW") || verb.equals("HELP");
        while (!shows && (tokens.isAny("EXTENDED", "PARTITIONS") || tokens.is("FORMAT") && tokens.is('=', 1))) {
            if (tokens.skip("FORMAT")) {
                tokens.next();
            }
            tokens.next();
        }
        if (shows || !isExplainable()) {
            return new RowChange.Select(new Query(List.of(), List.of(), false, List.of(), whole));
        }
        Change inner = new MysqlReader(tokens, new Span(tokens.start(), whole.end())).rows();
        return new Execution(
                analyze ? Execution.Verb.EXPLAIN_ANALYZE : Execution.Verb.EXPLAIN,
                Optional.empty(),
                Optional.empty(),
                Optional.of(inner),
                whole);
    }

    private boolean isExplainable() {
        return tokens.is('(')
                || tokens.isAny("SELECT", "TABLE", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES");
    }

    private Change execution() {
        String verb = tokens.word();
        int mark = tokens.mark();
        tokens.next();
        switch (verb) {
            case "CALL" -> {
                return run(Execution.Verb.CALL, Optional.of(parts.name()), Optional.empty());
            }
            case "DO" -> {
                return run(Execution.Verb.DO, Optional.empty(), Optional.empty());
            }
            case "PREPARE" -> {
                QualifiedName name = parts.name();
                tokens.expect("FROM");
                return run(
                        Execution.Verb.PREPARE, Optional.of(name), Optional.of(new Span(tokens.start(), whole.end())));
            }
            case "EXECUTE" -> {
                int start = tokens.start();
                return tokens.skip("IMMEDIATE")
                        ? run(
                                Execution.Verb.EXECUTE_IMMEDIATE,
                                Optional.empty(),
                                Optional.of(new Span(start, whole.end())))
                        : run(Execution.Verb.EXECUTE, Optional.of(parts.name()), Optional.empty());
            }
            case "DEALLOCATE" -> {
                return run(Execution.Verb.DEALLOCATE, Optional.empty(), Optional.empty());
            }
            case "IF", "CASE", "WHILE", "REPEAT", "LOOP", "FOR" -> { // MariaDB has them outside of routines
                return run(Execution.Verb.BLOCK, Optional.empty(), Optional.of(whole));
            }
            case "HANDLER" -> {
                return run(Execution.Verb.CURSOR, Optional.empty(), Optional.empty());
            }
            case "SIGNAL", "RESIGNAL", "GET" -> {
                return run(Execution.Verb.OTHER, Optional.empty(), Optional.empty());
            }
            default -> {
                return server(verb, mark);
            }
        }
    }

    private Execution run(Execution.Verb verb, Optional<QualifiedName> name, Optional<Span> body) {
        return new Execution(verb, name, body, Optional.empty(), whole);
    }

    private Change server(String verb, int mark) {
        return switch (verb) {
            case "INSTALL", "UNINSTALL" -> new ServerChange(verb, ServerChange.Kind.PLUGIN, List.of(), whole);
            case "CHANGE", "STOP", "PURGE", "RESET", "BINLOG" -> replication(verb);
            case "KILL", "SHUTDOWN", "RESTART", "FLUSH", "CLONE" ->
                new ServerChange(verb, ServerChange.Kind.PROCESS, List.of(), whole);
            default -> {
                tokens.reset(mark);
                throw tokens.unexpected();
            }
        };
    }

    private Change replication(String verb) {
        return new ServerChange(verb, ServerChange.Kind.REPLICATION, List.of(), whole);
    }
}
