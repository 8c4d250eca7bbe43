package dev.refract.internal.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what one statement does, from its tokens, reading no more of them than it takes. */
final class Classifier {
    private final Dialect dialect;
    private final Lexer tokens;
    private final int code;
    private final int end;
    private final boolean escapes;
    private Optional<TableName> table = Optional.empty();
    private boolean outside;

    Classifier(Dialect dialect, String text, int code, int end, boolean escapes) {
        this.dialect = dialect;
        this.tokens = new Lexer(dialect, text, code, end, escapes);
        this.code = code;
        this.end = end;
        this.escapes = escapes;
    }

    SqlStatement statement(int number, int start) {
        tokens.next();
        SqlStatement.Kind kind = kind();
        return new SqlStatement(number, start, code, end, kind, table, outside, escapes);
    }

    private SqlStatement.Kind kind() {
        if (tokens.is('\\')) {
            return SqlStatement.Kind.PSQL_COMMAND;
        }
        return common().orElseGet(() -> switch (dialect) {
            case POSTGRESQL -> postgres();
            case MYSQL -> mysql();
            case SQLITE -> sqlite();
        });
    }

    /** Of statements that the dialects share by their first word; empty for the others. */
    private Optional<SqlStatement.Kind> common() {
        if (tokens.isAny("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")) {
            return Optional.of(SqlStatement.Kind.DML);
        }
        if (tokens.isAny("SELECT", "WITH", "VALUES", "TABLE", "SHOW") || tokens.is('(')) {
            outside = dialect == Dialect.POSTGRESQL && makesSlot(tokens);
            return Optional.of(SqlStatement.Kind.QUERY);
        }
        if (tokens.is("SET")) {
            return Optional.of(SqlStatement.Kind.SET);
        }
        if (tokens.is("CALL")) {
            return Optional.of(SqlStatement.Kind.CALL);
        }
        if (tokens.skip("CREATE")) {
            return Optional.of(create());
        }
        if (tokens.skip("ALTER")) {
            return Optional.of(alter());
        }
        if (tokens.skip("DROP")) {
            return Optional.of(drop());
        }
        if (tokens.skip("TRUNCATE")) {
            tokens.skip("TABLE");
            return Optional.of(of(SqlStatement.Kind.TRUNCATE));
        }
        return tokens.skip("ROLLBACK") ? Optional.of(rollback()) : Optional.empty();
    }

    /** {@code ROLLBACK [WORK | TRANSACTION] TO} a savepoint leaves the transaction open. */
    private SqlStatement.Kind rollback() {
        if (tokens.is("PREPARED")) {
            return outside();
        }
        if (!tokens.skip("WORK")) {
            tokens.skip("TRANSACTION");
        }
        return tokens.is("TO") ? SqlStatement.Kind.OTHER : SqlStatement.Kind.ROLLBACK;
    }

    private SqlStatement.Kind create() {
        tokens.skip("OR", "REPLACE");
        while (tokens.isAny(
                "UNIQUE",
                "FULLTEXT",
                "SPATIAL",
                "VECTOR",
                "TEMPORARY",
                "TEMP",
                "UNLOGGED",
                "GLOBAL",
                "LOCAL",
                "FOREIGN",
                "VIRTUAL")) {
            tokens.next();
        }
        if (tokens.skip("TABLE")) {
            return of(SqlStatement.Kind.CREATE_TABLE);
        }
        if (tokens.skip("INDEX")) {
            return createIndex();
        }
        if (dialect == Dialect.POSTGRESQL) {
            if (tokens.isAny("DATABASE", "TABLESPACE")) {
                return outside();
            }
            if (tokens.skip("SUBSCRIPTION")) {
                outside = createsSlot();
            }
        }
        return SqlStatement.Kind.OTHER;
    }

    private SqlStatement.Kind createIndex() {
        outside = dialect == Dialect.POSTGRESQL && tokens.skip("CONCURRENTLY");
        int parentheses = 0;
        while (!(tokens.is("ON") && parentheses == 0)) {
            parentheses += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
            if (!tokens.next()) {
                return SqlStatement.Kind.CREATE_INDEX;
            }
        }
        tokens.next();
        return of(SqlStatement.Kind.CREATE_INDEX);
    }

    /** A subscription makes a replication slot unless {@code create_slot} or {@code connect} is false. */
    private boolean createsSlot() {
        while (!tokens.is("WITH")) {
            if (!tokens.next()) {
                return true;
            }
        }
        return !isOff("create_slot", "connect");
    }

    /** Whether one of the options in parentheses that follow has a value that means no. */
    private boolean isOff(String... options) {
        while (tokens.next()) {
            if (tokens.isName() && List.of(options).contains(tokens.name())) {
                tokens.next();
                if (tokens.is('=')) {
                    tokens.next();
                }
                String value = tokens.kind() == Token.Kind.STRING ? tokens.value() : tokens.text();
                if (LexicalSetting.isOff(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    private SqlStatement.Kind alter() {
        while (tokens.isAny("ONLINE", "OFFLINE", "IGNORE", "FOREIGN")) {
            tokens.next();
        }
        if (tokens.skip("TABLE")) {
            if (dialect == Dialect.POSTGRESQL && tokens.is("ALL")) {
                return SqlStatement.Kind.OTHER; // all in a tablespace: the word is reserved, and names no table
            }
            SqlStatement.Kind kind = of(SqlStatement.Kind.ALTER_TABLE);
            outside = dialect == Dialect.POSTGRESQL && detachesConcurrently();
            return kind;
        }
        if (dialect != Dialect.POSTGRESQL) {
            return SqlStatement.Kind.OTHER;
        }
        if (tokens.is("SYSTEM")) {
            return outside();
        }
        if (tokens.skip("DATABASE")) {
            tokens.next();
            outside = tokens.skip("SET") ? tokens.is("TABLESPACE") : find("TABLESPACE");
        } else if (tokens.skip("SUBSCRIPTION")) {
            tokens.next();
            outside = altersSlot();
        } else if (tokens.skip("TYPE")) {
            name();
            return tokens.skip("ADD", "VALUE") ? SqlStatement.Kind.ADD_ENUM_VALUE : SqlStatement.Kind.OTHER;
        }
        return SqlStatement.Kind.OTHER;
    }

    private boolean detachesConcurrently() {
        return tokens.skip("DETACH", "PARTITION") && find("CONCURRENTLY");
    }

    private boolean altersSlot() {
        if (tokens.is("REFRESH")) {
            return true;
        }
        if (!tokens.isAny("SET", "ADD", "DROP")) {
            return false;
        }
        tokens.next();
        if (tokens.is("PUBLICATION")) {
            return !find("WITH") || !isOff("refresh");
        }
        while (tokens.next()) {
            if (tokens.isName()
                    && (tokens.name().equals("failover") || tokens.name().equals("two_phase"))) {
                return true;
            }
        }
        return false;
    }

    private SqlStatement.Kind drop() {
        if (!tokens.skip("TEMPORARY")) {
            tokens.skip("FOREIGN");
        }
        if (tokens.skip("TABLE") || dialect == Dialect.MYSQL && tokens.skip("TABLES")) {
            return of(SqlStatement.Kind.DROP_TABLE);
        }
        if (tokens.skip("INDEX")) {
            return dropIndex();
        }
        if (dialect == Dialect.POSTGRESQL && tokens.isAny("DATABASE", "TABLESPACE", "SUBSCRIPTION")) {
            return outside();
        }
        return SqlStatement.Kind.OTHER;
    }

    private SqlStatement.Kind dropIndex() {
        if (dialect == Dialect.POSTGRESQL) {
            outside = tokens.is("CONCURRENTLY");
        } else if (dialect == Dialect.MYSQL && find("ON")) {
            tokens.next();
            return of(SqlStatement.Kind.DROP_INDEX);
        }
        return SqlStatement.Kind.DROP_INDEX;
    }

    private SqlStatement.Kind postgres() {
        if (tokens.is("BEGIN")) {
            return SqlStatement.Kind.BEGIN;
        }
        if (tokens.skip("START")) {
            return tokens.is("TRANSACTION") ? SqlStatement.Kind.BEGIN : SqlStatement.Kind.OTHER;
        }
        if (tokens.skip("COMMIT")) {
            return tokens.is("PREPARED") ? outside() : SqlStatement.Kind.COMMIT;
        }
        if (tokens.is("END")) {
            return SqlStatement.Kind.COMMIT;
        }
        if (tokens.is("ABORT")) {
            return SqlStatement.Kind.ROLLBACK;
        }
        if (tokens.skip("PREPARE")) {
            return tokens.is("TRANSACTION") ? SqlStatement.Kind.COMMIT : SqlStatement.Kind.OTHER;
        }
        if (tokens.skip("COPY")) {
            return copy();
        }
        if (tokens.is("RESET")) {
            return SqlStatement.Kind.SET;
        }
        if (tokens.skip("LOCK")) {
            tokens.skip("TABLE");
            return of(SqlStatement.Kind.LOCK_TABLES);
        }
        outside = standsOutside();
        return SqlStatement.Kind.OTHER;
    }

    private boolean standsOutside() {
        if (tokens.is("VACUUM")) {
            return true;
        }
        if (tokens.skip("CLUSTER")) {
            tokens.skip("VERBOSE");
            skipParentheses();
            return !tokens.isName();
        }
        if (tokens.skip("DISCARD")) {
            return tokens.is("ALL");
        }
        if (tokens.skip("DO")) {
            return find(Token.Kind.STRING)
                    && (endsTransaction(tokens.value()) || makesSlot(new Lexer(Dialect.POSTGRESQL, tokens.value())));
        }
        return tokens.skip("REINDEX") && reindexesOutside();
    }

    /** {@code REINDEX [(options)] {INDEX | TABLE | SCHEMA | DATABASE | SYSTEM} [CONCURRENTLY] …} */
    private boolean reindexesOutside() {
        boolean concurrently = false;
        if (tokens.is('(')) {
            while (tokens.next() && !tokens.is(')')) {
                if (tokens.is("CONCURRENTLY")) {
                    tokens.next();
                    concurrently = tokens.is(')')
                            || tokens.is(',')
                            || !LexicalSetting.isOff(
                                    tokens.kind() == Token.Kind.STRING ? tokens.value() : tokens.text());
                    if (tokens.is(')')) {
                        break;
                    }
                }
            }
            tokens.next();
        }
        if (concurrently || tokens.isAny("SCHEMA", "DATABASE", "SYSTEM")) {
            return true;
        }
        tokens.next();
        return tokens.is("CONCURRENTLY");
    }

    /**
     * A logical replication slot is made only where the transaction has written nothing yet, not even the ledger's row.
     */
    private static boolean makesSlot(Lexer code) {
        do {
            if (code.isAny("PG_CREATE_LOGICAL_REPLICATION_SLOT", "PG_COPY_LOGICAL_REPLICATION_SLOT")) {
                return true;
            }
        } while (code.next());
        return false;
    }

    /** Whether a block of PL/pgSQL has a COMMIT or ROLLBACK, which it may have only outside a transaction. */
    private static boolean endsTransaction(String code) {
        Lexer body = new Lexer(Dialect.POSTGRESQL, code);
        boolean begins = true;
        while (body.next()) {
            if (begins && body.isAny("COMMIT", "ROLLBACK")) {
                return true;
            }
            begins = body.is(';') || body.isAny("BEGIN", "THEN", "ELSE", "LOOP");
        }
        return false;
    }

    /** To the server STDIN and STDOUT are the same word. */
    private SqlStatement.Kind copy() {
        int parentheses = 0;
        do {
            parentheses += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
            boolean from = tokens.is("FROM");
            if (parentheses == 0 && (from || tokens.is("TO"))) {
                tokens.next();
                return !tokens.isAny("STDIN", "STDOUT")
                        ? SqlStatement.Kind.OTHER
                        : from ? SqlStatement.Kind.COPY_FROM_STDIN : SqlStatement.Kind.COPY_TO_STDOUT;
            }
        } while (tokens.next());
        return SqlStatement.Kind.OTHER;
    }

    private SqlStatement.Kind mysql() {
        if (tokens.is("DELIMITER")) {
            return SqlStatement.Kind.DELIMITER;
        }
        if (tokens.skip("BEGIN")) {
            return tokens.is("NOT") ? SqlStatement.Kind.OTHER : SqlStatement.Kind.BEGIN;
        }
        if (tokens.skip("START")) {
            return tokens.is("TRANSACTION") ? SqlStatement.Kind.BEGIN : SqlStatement.Kind.OTHER;
        }
        if (tokens.is("COMMIT")) {
            return SqlStatement.Kind.COMMIT;
        }
        if (tokens.is("USE")) {
            return SqlStatement.Kind.USE;
        }
        if (tokens.skip("RENAME")) {
            return tokens.skip("TABLE") || tokens.skip("TABLES")
                    ? of(SqlStatement.Kind.RENAME_TABLE)
                    : SqlStatement.Kind.OTHER;
        }
        if (tokens.skip("LOCK")) {
            return tokens.skip("TABLE") || tokens.skip("TABLES")
                    ? of(SqlStatement.Kind.LOCK_TABLES)
                    : SqlStatement.Kind.OTHER;
        }
        if (tokens.skip("UNLOCK")) {
            return SqlStatement.Kind.UNLOCK_TABLES;
        }
        return tokens.is("LOAD") ? SqlStatement.Kind.DML : SqlStatement.Kind.OTHER;
    }

    private SqlStatement.Kind sqlite() {
        if (tokens.is("BEGIN")) {
            return SqlStatement.Kind.BEGIN;
        }
        if (tokens.isAny("COMMIT", "END")) {
            return SqlStatement.Kind.COMMIT;
        }
        if (tokens.skip("PRAGMA")) {
            return pragma();
        }
        outside = tokens.isAny("VACUUM", "DETACH"); // ATTACH may be in one (seen with 3.40 and 3.54)
        return SqlStatement.Kind.OTHER;
    }

    private SqlStatement.Kind pragma() {
        TableName pragma = name().orElse(new TableName(Optional.empty(), ""));
        return switch (pragma.name().toLowerCase(Locale.ROOT)) {
            case "foreign_keys" -> {
                outside = true;
                yield SqlStatement.Kind.FOREIGN_KEYS_PRAGMA;
            }
            case "defer_foreign_keys" -> SqlStatement.Kind.FOREIGN_KEYS_PRAGMA;
            case "journal_mode", "synchronous", "wal_checkpoint" -> {
                outside = true;
                yield SqlStatement.Kind.PRAGMA;
            }
            default -> SqlStatement.Kind.PRAGMA;
        };
    }

    // --- steps

    private SqlStatement.Kind outside() {
        outside = true;
        return SqlStatement.Kind.OTHER;
    }

    /** The kind, with the table whose name comes next. */
    private SqlStatement.Kind of(SqlStatement.Kind kind) {
        if (tokens.skip("IF")) {
            tokens.skip("NOT");
            tokens.skip("EXISTS");
        }
        if (dialect == Dialect.POSTGRESQL) {
            tokens.skip("ONLY");
        }
        table = name();
        return kind;
    }

    private Optional<TableName> name() {
        if (!tokens.isName()) {
            return Optional.empty();
        }
        Optional<String> schema = Optional.empty();
        String name = tokens.name();
        tokens.next();
        while (tokens.is('.')) {
            tokens.next();
            schema = Optional.of(name);
            name = tokens.isName() ? tokens.name() : tokens.text();
            tokens.next();
        }
        return Optional.of(new TableName(schema, name));
    }

    private void skipParentheses() {
        if (tokens.is('(')) {
            while (!tokens.is(')') && tokens.next()) {
                // to the closing one
            }
            tokens.next();
        }
    }

    /** Moves to the keyword, from the current token on. */
    private boolean find(String keyword) {
        while (!tokens.is(keyword)) {
            if (!tokens.next()) {
                return false;
            }
        }
        return true;
    }

    private boolean find(Token.Kind kind) {
        while (tokens.kind() != kind) {
            if (!tokens.next()) {
                return false;
            }
        }
        return true;
    }
}
