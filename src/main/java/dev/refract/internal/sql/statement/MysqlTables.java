package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.TableChange.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads MySQL's and MariaDB's CREATE TABLE, DROP TABLE, RENAME TABLE, and the options of tables. */
final class MysqlTables {
    /** Options that may stand without an equals sign. */
    private static final Set<String> OPTIONS = Set.of(
            "ENGINE",
            "TYPE",
            "AUTO_INCREMENT",
            "AUTOEXTEND_SIZE",
            "AVG_ROW_LENGTH",
            "CHECKSUM",
            "TABLE_CHECKSUM",
            "PAGE_CHECKSUM",
            "COMMENT",
            "COMPRESSION",
            "CONNECTION",
            "DELAY_KEY_WRITE",
            "ENCRYPTION",
            "ENGINE_ATTRIBUTE",
            "SECONDARY_ENGINE_ATTRIBUTE",
            "SECONDARY_ENGINE",
            "INSERT_METHOD",
            "KEY_BLOCK_SIZE",
            "MAX_ROWS",
            "MIN_ROWS",
            "PACK_KEYS",
            "PASSWORD",
            "ROW_FORMAT",
            "STATS_AUTO_RECALC",
            "STATS_PERSISTENT",
            "STATS_SAMPLE_PAGES",
            "TABLESPACE",
            "TRANSACTIONAL",
            "SEQUENCE",
            "NODEGROUP",
            "COLLATE");

    private final Cursor tokens;
    private final PartReader parts;
    private final MysqlColumns columns;
    private final Span whole;

    MysqlTables(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.columns = new MysqlColumns(parts);
        this.whole = whole;
    }

    // --- CREATE TABLE

    /** From the word TABLE on. */
    Change create(boolean orReplace, boolean temporary) {
        tokens.expect("TABLE");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName table = parts.name();
        DefinitionBuilder definition = new DefinitionBuilder();
        if (tokens.skip("LIKE")) {
            definition.like.add(parts.name());
        } else if (tokens.is('(') && tokens.word(1).equals("LIKE")) {
            tokens.next();
            tokens.next();
            definition.like.add(parts.name());
            tokens.expect(')');
        } else if (tokens.is('(') && !isQuery(1)) {
            definition.elements(tokens, () -> element(definition));
        }
        options(definition);
        Optional<Query> query = query();
        tokens.expectEnd();
        return new TableChange.CreateTable(
                table,
                temporary ? Persistence.TEMPORARY : Persistence.PERMANENT,
                false,
                orReplace,
                ifNotExists,
                definition.build(),
                query,
                whole);
    }

    private boolean isQuery(int ahead) {
        String word = tokens.word(ahead);
        return word.equals("SELECT")
                || word.equals("WITH") && !tokens.word(ahead + 2).equals("VERSIONING")
                || word.equals("VALUES")
                || word.equals("TABLE")
                || tokens.is('(', ahead);
    }

    private void element(DefinitionBuilder definition) {
        if (tokens.are("PERIOD", "FOR")) {
            int start = tokens.start();
            tokens.skipItem();
            definition.options.add(parts.flag("PERIOD", start));
        } else if (columns.isKeyOrConstraint()) {
            columns.constraint()
                    .ifPresentOrElse(definition.constraints::add, () -> definition.indexes.add(columns.index()));
        } else {
            definition.columns.add(columns.column());
        }
    }

    private void options(DefinitionBuilder definition) {
        while (!tokens.atEnd() && !isQuery(0) && !tokens.isAny("AS", "IGNORE", "REPLACE")) {
            if (tokens.are("PARTITION", "BY")) {
                definition.partitionedBy = true;
                skipPartitioning();
            } else {
                definition.options.add(option());
            }
            tokens.skip(',');
        }
    }

    private void skipPartitioning() {
        while (!tokens.atEnd() && !tokens.isAny("SELECT", "AS", "IGNORE", "REPLACE", "WITH")) {
            if (tokens.is('(')) {
                tokens.skipParentheses();
            } else {
                tokens.next();
            }
        }
    }

    private Optional<Query> query() {
        tokens.skipAny("IGNORE", "REPLACE");
        boolean as = tokens.skip("AS");
        return as || isQuery(0) ? Optional.of(new QueryReader(parts, false).query()) : Optional.empty();
    }

    // --- options

    /** Whether an option of a table comes. */
    boolean isOption() {
        return OPTIONS.contains(tokens.word())
                || tokens.isAny("DEFAULT", "CHARACTER", "CHARSET", "DATA", "INDEX", "UNION", "WITH", "START")
                || tokens.isName() && tokens.is('=', 1);
    }

    Option option() {
        int start = tokens.start();
        tokens.skip("DEFAULT");
        switch (tokens.word()) {
            case "CHARACTER", "CHARSET" -> {
                if (tokens.skip("CHARACTER")) {
                    tokens.expect("SET");
                } else {
                    tokens.next();
                }
                return parts.option("CHARACTER SET", start);
            }
            case "DATA", "INDEX" -> {
                String name = tokens.word() + " DIRECTORY";
                tokens.next();
                tokens.expect("DIRECTORY");
                return parts.option(name, start);
            }
            case "UNION" -> {
                tokens.next();
                tokens.skip('=');
                tokens.skipParentheses();
                return parts.flag("UNION", start);
            }
            case "WITH" -> {
                tokens.expect("WITH", "SYSTEM", "VERSIONING");
                return parts.flag("WITH SYSTEM VERSIONING", start);
            }
            case "START" -> {
                tokens.expect("START", "TRANSACTION");
                return parts.flag("START TRANSACTION", start);
            }
            default -> {
                return named(start);
            }
        }
    }

    private Option named(int start) {
        if (!OPTIONS.contains(tokens.word()) && !(tokens.isName() && tokens.is('=', 1))) {
            throw tokens.unexpected();
        }
        String name = tokens.nameAt(tokens.mark()).toUpperCase(Locale.ROOT);
        tokens.next();
        Option option = parts.option(name, start);
        if (name.equals("TABLESPACE") && tokens.skip("STORAGE")) {
            tokens.next();
        }
        return option;
    }

    // --- DROP TABLE, RENAME TABLE

    /** From the word TABLE on. */
    Change drop(boolean temporary) {
        tokens.next();
        boolean ifExists = parts.ifExists();
        List<QualifiedName> tables = parts.list(parts::name);
        wait_();
        boolean cascade = parts.cascade();
        tokens.expectEnd();
        return new TableChange.DropTable(tables, temporary, false, ifExists, cascade, whole);
    }

    /** MariaDB's {@code WAIT n} and {@code NOWAIT}. */
    void wait_() {
        if (tokens.is("WAIT") && tokens.kind(tokens.mark() + 1) == Token.Kind.NUMBER) {
            tokens.next();
            tokens.next();
        } else {
            tokens.skip("NOWAIT");
        }
    }

    /** From the word TABLE or TABLES on. */
    Change rename() {
        tokens.next();
        parts.ifExists();
        List<TableChange.Renaming> renamings = new ArrayList<>();
        do {
            QualifiedName from = parts.name();
            wait_();
            tokens.expect("TO");
            renamings.add(new TableChange.Renaming(from, parts.name()));
        } while (tokens.skip(','));
        tokens.expectEnd();
        return new TableChange.RenameTables(renamings, whole);
    }
}
