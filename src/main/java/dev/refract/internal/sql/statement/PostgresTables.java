package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.AlterAction.DropConstraint.Target;
import dev.refract.internal.sql.statement.TableChange.Persistence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads PostgreSQL's CREATE TABLE and ALTER TABLE. */
final class PostgresTables {
    private final Cursor tokens;
    private final PartReader parts;
    private final PostgresColumns columns;
    private final PostgresColumnActions columnActions;
    private final Span whole;

    PostgresTables(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.columns = new PostgresColumns(parts);
        this.columnActions = new PostgresColumnActions(parts, columns);
        this.whole = whole;
    }

    // --- CREATE TABLE

    /** From the word TABLE on. */
    TableChange create(Persistence persistence, boolean foreign) {
        tokens.expect("TABLE");
        boolean ifNotExists = parts.ifNotExists();
        QualifiedName table = parts.name();
        DefinitionBuilder definition = new DefinitionBuilder();
        if (tokens.is('(') && isNamesOnly()) {
            parts.columns().forEach(name -> definition.columns.add(new ColumnBuilder(name).build(name.span())));
        } else {
            body(definition);
        }
        tail(definition, foreign);
        Optional<Query> query = tokens.skip("AS") ? Optional.of(query()) : Optional.empty();
        if (query.isPresent() && tokens.skip("WITH")) {
            tokens.skip("NO");
            tokens.expect("DATA");
        }
        tokens.expectEnd();
        return new TableChange.CreateTable(
                table, persistence, foreign, false, ifNotExists, definition.build(), query, whole);
    }

    /** {@code CREATE TABLE t (a, b) AS …}. */
    private boolean isNamesOnly() {
        int mark = tokens.mark() + 1;
        while (tokens.isNameAt(mark) && tokens.isAt(mark + 1, ',')) {
            mark += 2;
        }
        return tokens.isNameAt(mark) && tokens.isAt(mark + 1, ')');
    }

    private Query query() {
        if (tokens.is("EXECUTE")) {
            int start = tokens.start();
            tokens.skipToEnd();
            return new Query(List.of(), List.of(), false, List.of(), tokens.from(start));
        }
        return new QueryReader(parts, false).query();
    }

    private void body(DefinitionBuilder definition) {
        boolean partition = tokens.skip("PARTITION", "OF");
        if (partition) {
            definition.partitionOf = Optional.of(parts.name());
        } else if (tokens.skip("OF")) {
            QualifiedName type = parts.name();
            definition.options.add(new Option("OF", Optional.of(type.toString()), type.span()));
        } else if (!tokens.is('(')) {
            return; // CREATE TABLE t AS …
        }
        boolean typed = !partition && definition.options.isEmpty();
        if (tokens.is('(')) {
            definition.elements(tokens, () -> element(definition, typed));
        }
        if (partition) {
            bound();
        }
    }

    private void bound() {
        if (!tokens.skip("DEFAULT")) {
            tokens.expect("FOR", "VALUES");
            while (tokens.isAny("IN", "FROM", "TO", "WITH")) {
                tokens.next();
                tokens.skipParentheses();
            }
        }
    }

    private void element(DefinitionBuilder definition, boolean typed) {
        if (tokens.is("LIKE")) {
            tokens.next();
            definition.like.add(parts.name());
            while (tokens.skipAny("INCLUDING", "EXCLUDING")) {
                tokens.next();
            }
        } else if (columns.isTableConstraint()) {
            definition.constraints.add(columns.tableConstraint());
        } else {
            definition.columns.add(columns.column(typed));
        }
    }

    private void tail(DefinitionBuilder definition, boolean foreign) {
        if (tokens.skip("INHERITS")) {
            definition.inherits.addAll(parts.inParentheses(parts::name));
        }
        if (tokens.skip("PARTITION", "BY")) {
            tokens.next();
            tokens.skipParentheses();
            definition.partitionedBy = true;
        }
        boolean more = true;
        while (more) {
            more = option(definition, foreign);
        }
    }

    private boolean option(DefinitionBuilder definition, boolean foreign) {
        int start = tokens.start();
        if (tokens.skip("WITH")) {
            definition.options.addAll(parts.options());
        } else if (tokens.skip("WITHOUT", "OIDS")) {
            return true;
        } else if (tokens.isAny("USING", "TABLESPACE") || foreign && tokens.is("SERVER")) {
            String name = tokens.word();
            tokens.next();
            definition.options.add(parts.option(name, start));
        } else if (foreign && tokens.skip("OPTIONS")) {
            definition.options.addAll(parts.options());
        } else if (tokens.skip("ON", "COMMIT")) {
            String what = tokens.skip("PRESERVE") || tokens.skip("DELETE") ? "ROWS" : "DROP";
            tokens.expect(what);
            definition.options.add(parts.flag("ON COMMIT", start));
        } else {
            return false;
        }
        return true;
    }

    // --- ALTER TABLE

    /** From the word TABLE on. */
    Change alter() {
        tokens.expect("TABLE");
        if (tokens.are("ALL", "IN", "TABLESPACE")) {
            return new ObjectChange.AlterObject(
                    ObjectChange.Kind.ALL_IN_TABLESPACE, Optional.empty(), Optional.empty(), Optional.empty(), whole);
        }
        boolean ifExists = parts.ifExists();
        boolean only = tokens.is("ONLY");
        QualifiedName table = parts.table();
        int start = tokens.start();
        List<AlterAction> actions = ActionList.read(tokens, this::action);
        return new TableChange.AlterTable(table, only, ifExists, false, false, actions, tokens.from(start), whole);
    }

    /** One action; those of views, indexes and types are among them. */
    AlterAction action() {
        int start = tokens.start();
        return switch (tokens.word()) {
            case "ADD" -> add(start);
            case "DROP" -> drop(start);
            case "ALTER" -> alter(start);
            case "RENAME" -> rename(start);
            case "VALIDATE" -> {
                tokens.next();
                tokens.expect("CONSTRAINT");
                yield new AlterAction.ValidateConstraint(tokens.identifier(), tokens.from(start));
            }
            case "ATTACH", "DETACH", "MERGE", "SPLIT" -> partition(start);
            case "SET" -> set(start);
            case "RESET" -> {
                tokens.next();
                yield new AlterAction.StorageParameters(parts.options(), true, tokens.from(start));
            }
            case "OWNER" -> {
                tokens.next();
                yield new AlterAction.OwnerTo(parts.to().name(), tokens.from(start));
            }
            case "OPTIONS" -> {
                tokens.next();
                parts.options();
                yield new AlterAction.TableOption(parts.flag("OPTIONS", start), tokens.from(start));
            }
            default -> toggle(start);
        };
    }

    private AlterAction add(int start) {
        tokens.expect("ADD");
        if (columns.isTableConstraint()) {
            return new AlterAction.AddConstraint(columns.tableConstraint(), false, tokens.from(start));
        }
        if (tokens.skip("ATTRIBUTE")) {
            ColumnDefinition attribute = columns.column(true);
            parts.cascade();
            return new AlterAction.AddColumn(attribute, false, Optional.empty(), tokens.from(start));
        }
        tokens.skip("COLUMN");
        boolean ifNotExists = parts.ifNotExists();
        return new AlterAction.AddColumn(columns.column(true), ifNotExists, Optional.empty(), tokens.from(start));
    }

    private AlterAction drop(int start) {
        tokens.expect("DROP");
        boolean constraint = tokens.skip("CONSTRAINT");
        if (!constraint && !tokens.skip("COLUMN")) {
            tokens.skip("ATTRIBUTE");
        }
        boolean ifExists = parts.ifExists();
        Identifier name = tokens.identifier();
        boolean cascade = parts.cascade();
        return constraint
                ? new AlterAction.DropConstraint(Target.ANY, Optional.of(name), ifExists, cascade, tokens.from(start))
                : new AlterAction.DropColumn(name, ifExists, cascade, tokens.from(start));
    }

    private AlterAction alter(int start) {
        tokens.expect("ALTER");
        if (tokens.skip("CONSTRAINT")) {
            Identifier name = tokens.identifier();
            Constraint.Traits traits = parts.traits();
            return new AlterAction.AlterConstraint(name, traits, tokens.from(start));
        }
        if (!tokens.skip("COLUMN")) {
            tokens.skip("ATTRIBUTE");
        }
        return columnActions.action(start);
    }

    private AlterAction rename(int start) {
        tokens.expect("RENAME");
        if (tokens.skip("TO")) {
            return new AlterAction.RenameTo(parts.name(), tokens.from(start));
        }
        if (tokens.skip("CONSTRAINT")) {
            Identifier from = tokens.identifier();
            return new AlterAction.RenameConstraint(from, parts.to(), tokens.from(start));
        }
        if (!tokens.skip("COLUMN")) {
            tokens.skip("ATTRIBUTE");
        }
        Identifier from = tokens.identifier();
        Identifier to = parts.to();
        parts.cascade();
        return new AlterAction.RenameColumn(from, to, tokens.from(start));
    }

    private AlterAction partition(int start) {
        String verb = tokens.word();
        tokens.next();
        if (!tokens.skip("PARTITION")) {
            tokens.expect("PARTITIONS");
        }
        if (verb.equals("MERGE") || verb.equals("SPLIT")) {
            List<Identifier> names = tokens.is('(')
                    ? parts.inParentheses(() -> parts.name().identifier())
                    : List.of(parts.name().identifier());
            tokens.skipToEnd();
            return new AlterAction.Partitioning(
                    AlterAction.Partitioning.Verb.valueOf(verb), names, Optional.empty(), tokens.from(start));
        }
        QualifiedName partition = parts.name();
        if (verb.equals("ATTACH")) {
            boolean isDefault = tokens.is("DEFAULT");
            if (!tokens.atEnd()) { // an index has none
                bound();
            }
            return new AlterAction.AttachPartition(partition, isDefault, tokens.from(start));
        }
        boolean concurrently = tokens.skip("CONCURRENTLY");
        boolean finalizes = tokens.skip("FINALIZE");
        return new AlterAction.DetachPartition(partition, concurrently, finalizes, tokens.from(start));
    }

    private AlterAction set(int start) {
        tokens.expect("SET");
        if (tokens.is('(')) {
            return new AlterAction.StorageParameters(parts.options(), false, tokens.from(start));
        }
        if (tokens.skipAny("LOGGED", "UNLOGGED")) {
            boolean logged =
                    tokens.text(tokens.from(start)).toUpperCase(Locale.ROOT).endsWith(" LOGGED");
            return new AlterAction.SetLogged(logged, tokens.from(start));
        }
        if (tokens.skip("SCHEMA")) {
            return new AlterAction.SetSchema(tokens.identifier(), tokens.from(start));
        }
        if (tokens.skip("TABLESPACE")) {
            Identifier tablespace = tokens.identifier();
            tokens.skip("NOWAIT");
            return new AlterAction.SetTablespace(tablespace, tokens.from(start));
        }
        if (tokens.skip("ACCESS", "METHOD")) {
            return new AlterAction.SetAccessMethod(tokens.identifier(), tokens.from(start));
        }
        if (tokens.skip("WITHOUT")) {
            if (tokens.skip("OIDS")) {
                return new AlterAction.TableOption(parts.flag("WITHOUT OIDS", start), tokens.from(start));
            }
            tokens.expect("CLUSTER");
            return new AlterAction.ClusterOn(Optional.empty(), tokens.from(start));
        }
        throw tokens.unexpected();
    }

    private AlterAction toggle(int start) {
        boolean no = tokens.skip("NO");
        String word = tokens.word();
        tokens.next();
        return switch (word) {
            case "INHERIT" -> new AlterAction.Inherit(parts.name(), !no, tokens.from(start));
            case "FORCE" -> {
                tokens.expect("ROW", "LEVEL", "SECURITY");
                yield new AlterAction.RowSecurity(
                        no ? AlterAction.RowSecurity.Mode.NO_FORCE : AlterAction.RowSecurity.Mode.FORCE,
                        tokens.from(start));
            }
            case "ENABLE", "DISABLE" -> enable(word.equals("ENABLE"), start);
            case "CLUSTER" -> {
                tokens.expect("ON");
                yield new AlterAction.ClusterOn(Optional.of(tokens.identifier()), tokens.from(start));
            }
            case "REPLICA" -> replicaIdentity(start);
            case "OF" -> new AlterAction.OfType(Optional.of(parts.name()), tokens.from(start));
            case "NOT" -> {
                tokens.expect("OF");
                yield new AlterAction.OfType(Optional.empty(), tokens.from(start));
            }
            case "DEPENDS" -> {
                tokens.expect("ON", "EXTENSION");
                tokens.identifier();
                yield new AlterAction.TableOption(parts.flag("DEPENDS ON EXTENSION", start), tokens.from(start));
            }
            default -> throw new Cursor.Misread("not understood: " + word, tokens.from(start));
        };
    }

    private AlterAction enable(boolean enable, int start) {
        if (tokens.skip("ROW", "LEVEL", "SECURITY")) {
            return new AlterAction.RowSecurity(
                    enable ? AlterAction.RowSecurity.Mode.ENABLE : AlterAction.RowSecurity.Mode.DISABLE,
                    tokens.from(start));
        }
        if (!tokens.skip("REPLICA")) {
            tokens.skip("ALWAYS");
        }
        boolean rule = tokens.skip("RULE");
        if (!rule) {
            tokens.expect("TRIGGER");
        }
        Optional<Identifier> name =
                !rule && tokens.isAny("ALL", "USER") ? Optional.empty() : Optional.of(tokens.identifier());
        if (name.isEmpty()) {
            tokens.next();
        }
        return new AlterAction.SwitchTrigger(enable, rule, name, tokens.from(start));
    }

    private AlterAction replicaIdentity(int start) {
        tokens.expect("IDENTITY");
        boolean using = tokens.skip("USING", "INDEX");
        if (using) {
            return new AlterAction.ReplicaIdentity("INDEX", Optional.of(tokens.identifier()), tokens.from(start));
        }
        if (!tokens.isAny("DEFAULT", "FULL", "NOTHING")) {
            throw tokens.unexpected();
        }
        return new AlterAction.ReplicaIdentity(
                parts.value().toUpperCase(Locale.ROOT), Optional.empty(), tokens.from(start));
    }
}
