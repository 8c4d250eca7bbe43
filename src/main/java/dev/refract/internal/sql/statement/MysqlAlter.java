package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.AlterAction.DropConstraint.Target;
import dev.refract.internal.sql.statement.AlterAction.Partitioning.Verb;
import dev.refract.internal.sql.statement.Cursor.Misread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads MySQL's and MariaDB's ALTER TABLE. */
final class MysqlAlter {
    private final Cursor tokens;
    private final PartReader parts;
    private final MysqlColumns columns;
    private final MysqlTables tables;
    private final Span whole;
    private final List<AlterAction> actions = new ArrayList<>();

    MysqlAlter(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.columns = new MysqlColumns(parts);
        this.tables = new MysqlTables(parts, whole);
        this.whole = whole;
    }

    /** From the word TABLE on. */
    Change change(boolean ignore, boolean online) {
        tokens.expect("TABLE");
        boolean ifExists = parts.ifExists();
        QualifiedName table = parts.name();
        tables.wait_();
        int start = tokens.start();
        while (!tokens.atEnd()) {
            part();
            tokens.skip(',');
        }
        return new TableChange.AlterTable(table, false, ifExists, ignore, online, actions, tokens.from(start), whole);
    }

    /** One action, or several columns in parentheses; what is not understood in it goes to the next comma. */
    private void part() {
        int start = tokens.start();
        int mark = tokens.mark();
        int before = actions.size();
        try {
            action(start);
            if (!isEnd()) {
                throw tokens.unexpected();
            }
        } catch (Misread e) {
            actions.subList(before, actions.size()).clear();
            tokens.reset(mark);
            while (!tokens.atEnd() && !tokens.is(',')) {
                tokens.skipItem();
                tokens.skip(')');
            }
            actions.add(new AlterAction.UnreadAction(e.unread(tokens.from(start))));
        }
    }

    /** Partitioning, and options among each other, need no comma before them. */
    private boolean isEnd() {
        return tokens.atEnd()
                || tokens.is(',')
                || tokens.are("PARTITION", "BY")
                || tokens.are("REMOVE", "PARTITIONING")
                || actions.get(actions.size() - 1) instanceof AlterAction.TableOption && tables.isOption();
    }

    private void action(int start) {
        String verb = tokens.word();
        switch (verb) {
            case "ADD" -> add(start);
            case "DROP" -> actions.add(drop(start));
            case "CHANGE" -> actions.add(change(start));
            case "MODIFY" -> actions.add(modify(start));
            case "ALTER" -> actions.add(alter(start));
            case "RENAME" -> actions.add(rename(start));
            case "CONVERT" -> actions.add(convert(start));
            case "ORDER" -> {
                tokens.expect("ORDER", "BY");
                List<Identifier> by = parts.list(this::orderedBy);
                actions.add(new AlterAction.OrderBy(by, tokens.from(start)));
            }
            case "FORCE" -> {
                tokens.next();
                actions.add(new AlterAction.Force(tokens.from(start)));
            }
            case "ALGORITHM", "LOCK" -> {
                tokens.next();
                tokens.skip('=');
                String value = parts.value().toUpperCase(Locale.ROOT);
                actions.add(
                        verb.equals("LOCK")
                                ? new AlterAction.Lock(value, tokens.from(start))
                                : new AlterAction.Algorithm(value, tokens.from(start)));
            }
            case "ENABLE", "DISABLE" -> {
                tokens.next();
                tokens.expect("KEYS");
                actions.add(new AlterAction.Keys(verb.equals("ENABLE"), tokens.from(start)));
            }
            default -> other(verb, start);
        }
    }

    private Identifier orderedBy() {
        Identifier column = parts.name().identifier();
        tokens.skipAny("ASC", "DESC");
        return column;
    }

    private void other(String verb, int start) {
        boolean validation = tokens.word(1).equals("VALIDATION");
        switch (verb) {
            case "TRUNCATE",
                    "EXCHANGE",
                    "COALESCE",
                    "REORGANIZE",
                    "REBUILD",
                    "REPAIR",
                    "OPTIMIZE",
                    "ANALYZE",
                    "CHECK" -> {
                tokens.next();
                actions.add(partitions(verb, start));
            }
            case "DISCARD", "IMPORT" -> {
                tokens.next();
                if (tokens.skip("TABLESPACE")) {
                    actions.add(new AlterAction.Tablespace(verb.equals("DISCARD"), tokens.from(start)));
                } else {
                    actions.add(partitions(verb, start));
                    tokens.expect("TABLESPACE");
                }
            }
            case "PARTITION" -> {
                tokens.expect("PARTITION", "BY");
                tokens.skipToEnd();
                actions.add(partitioning(Verb.PARTITION_BY, List.of(), start));
            }
            case "REMOVE" -> {
                tokens.expect("REMOVE", "PARTITIONING");
                actions.add(partitioning(Verb.REMOVE, List.of(), start));
            }
            case "WITH", "WITHOUT" -> {
                if (validation) {
                    tokens.next();
                    tokens.next();
                    actions.add(new AlterAction.Validation(verb.equals("WITH"), tokens.from(start)));
                } else {
                    actions.add(new AlterAction.TableOption(tables.option(), tokens.from(start)));
                }
            }
            default -> actions.add(new AlterAction.TableOption(tables.option(), tokens.from(start)));
        }
    }

    // --- ADD

    private void add(int start) {
        tokens.expect("ADD");
        if (tokens.is("PARTITION")) {
            tokens.next();
            tokens.skipItem();
            actions.add(partitioning(Verb.ADD, List.of(), start));
        } else if (tokens.are("SYSTEM", "VERSIONING") || tokens.are("PERIOD", "FOR")) {
            boolean period = tokens.is("PERIOD");
            tokens.skipItem();
            actions.add(new AlterAction.Versioning(true, period, tokens.from(start)));
        } else if (columns.isKeyOrConstraint()) {
            actions.add(key(start));
        } else {
            tokens.skip("COLUMN");
            boolean ifNotExists = parts.ifNotExists();
            if (tokens.is('(')) {
                columnsInParentheses(ifNotExists);
            } else {
                actions.add(column(ifNotExists, start));
            }
        }
    }

    private AlterAction key(int start) {
        Optional<Constraint> constraint = columns.constraint();
        if (constraint.isPresent()) {
            return new AlterAction.AddConstraint(constraint.get(), columns.ifNotExists(), tokens.from(start));
        }
        IndexDefinition index = columns.index();
        return new AlterAction.AddIndex(index, columns.ifNotExists(), tokens.from(start));
    }

    private AlterAction column(boolean ifNotExists, int start) {
        ColumnDefinition column = columns.column();
        return new AlterAction.AddColumn(column, ifNotExists, columns.position(), tokens.from(start));
    }

    private void columnsInParentheses(boolean ifNotExists) {
        tokens.expect('(');
        do {
            int start = tokens.start();
            actions.add(columns.isKeyOrConstraint() ? key(start) : column(ifNotExists, start));
        } while (tokens.skip(','));
        tokens.expect(')');
    }

    // --- DROP

    private AlterAction drop(int start) {
        tokens.expect("DROP");
        String what = tokens.word();
        switch (what) {
            case "PRIMARY" -> {
                tokens.expect("PRIMARY", "KEY");
                return dropped(Target.PRIMARY_KEY, Optional.empty(), false, start);
            }
            case "INDEX", "KEY" -> {
                tokens.next();
                boolean ifExists = parts.ifExists();
                Identifier name = tokens.identifier();
                return name.is("PRIMARY")
                        ? dropped(Target.PRIMARY_KEY, Optional.empty(), ifExists, start)
                        : new AlterAction.DropIndex(name, ifExists, tokens.from(start));
            }
            case "FOREIGN", "CONSTRAINT", "CHECK" -> {
                tokens.next();
                if (what.equals("FOREIGN")) {
                    tokens.expect("KEY");
                }
                boolean ifExists = parts.ifExists();
                Target target =
                        what.equals("FOREIGN") ? Target.FOREIGN_KEY : what.equals("CHECK") ? Target.CHECK : Target.ANY;
                return dropped(target, Optional.of(tokens.identifier()), ifExists, start);
            }
            case "PARTITION" -> {
                return partitions("DROP", start);
            }
            default -> {
                return dropColumn(start);
            }
        }
    }

    private AlterAction dropped(Target target, Optional<Identifier> name, boolean ifExists, int start) {
        return new AlterAction.DropConstraint(target, name, ifExists, parts.cascade(), tokens.from(start));
    }

    private AlterAction dropColumn(int start) {
        if (tokens.are("SYSTEM", "VERSIONING") || tokens.are("PERIOD", "FOR")) {
            boolean period = tokens.is("PERIOD");
            tokens.skipItem();
            return new AlterAction.Versioning(false, period, tokens.from(start));
        }
        tokens.skip("COLUMN");
        boolean ifExists = parts.ifExists();
        Identifier column = parts.name().identifier();
        boolean cascade = parts.cascade();
        return new AlterAction.DropColumn(column, ifExists, cascade, tokens.from(start));
    }

    // --- CHANGE, MODIFY, ALTER, RENAME, CONVERT

    private AlterAction change(int start) {
        tokens.expect("CHANGE");
        tokens.skip("COLUMN");
        boolean ifExists = parts.ifExists();
        Identifier from = parts.name().identifier();
        ColumnDefinition column = columns.column();
        return new AlterAction.ChangeColumn(from, column, ifExists, columns.position(), tokens.from(start));
    }

    private AlterAction modify(int start) {
        tokens.expect("MODIFY");
        tokens.skip("COLUMN");
        boolean ifExists = parts.ifExists();
        ColumnDefinition column = columns.column();
        return new AlterAction.ModifyColumn(column, ifExists, columns.position(), tokens.from(start));
    }

    private AlterAction alter(int start) {
        tokens.expect("ALTER");
        if (tokens.isAny("INDEX", "KEY")) {
            tokens.next();
            parts.ifExists();
            Identifier name = tokens.identifier();
            String not = tokens.skip("NOT") ? "NOT " : "";
            return new AlterAction.AlterIndex(name, not + parts.value().toUpperCase(Locale.ROOT), tokens.from(start));
        }
        if (tokens.isAny("CHECK", "CONSTRAINT")) {
            tokens.next();
            Identifier name = tokens.identifier();
            return new AlterAction.AlterConstraint(name, parts.traits(), tokens.from(start));
        }
        tokens.skip("COLUMN");
        parts.ifExists();
        Identifier column = parts.name().identifier();
        if (tokens.skip("DROP")) {
            tokens.expect("DEFAULT");
            return new AlterAction.DropDefault(column, tokens.from(start));
        }
        tokens.expect("SET");
        int at = tokens.start();
        if (tokens.skip("DEFAULT")) {
            return new AlterAction.SetDefault(column, columns.defaultValue(), tokens.from(start));
        }
        if (!tokens.isAny("VISIBLE", "INVISIBLE")) {
            throw tokens.unexpected();
        }
        String word = tokens.word();
        tokens.next();
        return new AlterAction.ColumnSetting(column, List.of(parts.flag(word, at)), tokens.from(start));
    }

    private AlterAction rename(int start) {
        tokens.expect("RENAME");
        boolean column = tokens.is("COLUMN");
        if (column || tokens.isAny("INDEX", "KEY")) {
            tokens.next();
            parts.ifExists();
            Identifier from = tokens.identifier();
            Identifier to = parts.to();
            return column
                    ? new AlterAction.RenameColumn(from, to, tokens.from(start))
                    : new AlterAction.RenameIndex(from, to, tokens.from(start));
        }
        if (!tokens.skipAny("TO", "AS")) {
            tokens.skip('=');
        }
        return new AlterAction.RenameTo(parts.name(), tokens.from(start));
    }

    private AlterAction convert(int start) {
        tokens.expect("CONVERT");
        if (tokens.isAny("PARTITION", "TABLE")) {
            List<Identifier> names = List.of();
            if (tokens.skip("PARTITION")) {
                names = List.of(tokens.identifier());
                tokens.expect("TO");
            }
            tokens.expect("TABLE");
            Optional<QualifiedName> table = Optional.of(parts.name());
            tokens.skipToEnd();
            return new AlterAction.Partitioning(Verb.CONVERT, names, table, tokens.from(start));
        }
        tokens.expect("TO");
        if (!tokens.skip("CHARSET")) {
            tokens.expect("CHARACTER", "SET");
        }
        String charset = parts.value();
        Optional<String> collation = Optional.empty();
        if (tokens.skip("COLLATE")) {
            tokens.skip('=');
            collation = Optional.of(parts.value());
        }
        return new AlterAction.ConvertCharset(charset, collation, tokens.from(start));
    }

    // --- partitions

    private AlterAction partitions(String verb, int start) {
        tokens.expect("PARTITION");
        tokens.skipAny("NO_WRITE_TO_BINLOG", "LOCAL");
        parts.ifExists();
        List<Identifier> names = List.of();
        if (tokens.kind() == Token.Kind.NUMBER) {
            tokens.next(); // COALESCE PARTITION 2
        } else if (!tokens.skip("ALL") && tokens.isName() && !tokens.is("INTO")) {
            names = parts.list(tokens::identifier);
        }
        Optional<QualifiedName> table = Optional.empty();
        if (tokens.skip("WITH", "TABLE")) {
            table = Optional.of(parts.name());
            if (tokens.skipAny("WITH", "WITHOUT")) {
                tokens.expect("VALIDATION");
            }
        } else if (tokens.is("INTO")) {
            tokens.skipItem();
        }
        while (tokens.isAny("QUICK", "FAST", "MEDIUM", "EXTENDED", "CHANGED", "USE_FRM", "FOR", "UPGRADE")) {
            tokens.next();
        }
        return new AlterAction.Partitioning(Verb.valueOf(verb), names, table, tokens.from(start));
    }

    private AlterAction partitioning(Verb verb, List<Identifier> names, int start) {
        return new AlterAction.Partitioning(verb, names, Optional.empty(), tokens.from(start));
    }
}
