package dev.refract.internal.sql.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is done to a table as such. */
public sealed interface TableChange extends Change {
    /** How long a table lives, and what its rows survive. */
    enum Persistence {
        PERMANENT,
        TEMPORARY,
        /** PostgreSQL's: not in the write-ahead log. */
        UNLOGGED
    }

    /**
     * What a new table holds.
     *
     * @param constraints those of the table; those written with a column are with that
     * @param indexes MySQL's, that are no constraints
     * @param like the tables whose definition is taken over: {@code LIKE}
     * @param inherits PostgreSQL's {@code INHERITS}
     * @param partitionOf PostgreSQL's {@code PARTITION OF}
     * @param partitionedBy whether it says {@code PARTITION BY}
     * @param options what follows the parentheses: MySQL's table options, PostgreSQL's {@code WITH}, {@code USING},
     *     {@code TABLESPACE}, SQLite's {@code STRICT} and {@code WITHOUT ROWID}
     */
    record TableDefinition(
            List<ColumnDefinition> columns,
            List<Constraint> constraints,
            List<IndexDefinition> indexes,
            List<QualifiedName> like,
            List<QualifiedName> inherits,
            Optional<QualifiedName> partitionOf,
            boolean partitionedBy,
            List<Option> options,
            List<Unread> unread) {
        public TableDefinition {
            columns = List.copyOf(columns);
            constraints = List.copyOf(constraints);
            indexes = List.copyOf(indexes);
            like = List.copyOf(like);
            inherits = List.copyOf(inherits);
            options = List.copyOf(options);
            unread = List.copyOf(unread);
        }

        /** All constraints, those written with a column first. */
        public List<Constraint> allConstraints() {
            return Stream.concat(
                            columns.stream().flatMap(column -> column.constraints().stream()), constraints.stream())
                    .toList();
        }
    }

    /**
     * {@code CREATE TABLE}, {@code CREATE FOREIGN TABLE}, SQLite's {@code CREATE VIRTUAL TABLE}.
     *
     * @param foreign for a foreign or virtual table
     * @param query {@code AS SELECT …}, also PostgreSQL's {@code SELECT … INTO}: the table is made with its rows
     */
    record CreateTable(
            QualifiedName table,
            Persistence persistence,
            boolean foreign,
            boolean orReplace,
            boolean ifNotExists,
            TableDefinition definition,
            Optional<Query> query,
            Span span)
            implements TableChange {
        @Override
        public List<QualifiedName> tables() {
            return List.of(table);
        }

        @Override
        public List<Unread> unread() {
            return Stream.concat(
                            definition.unread().stream(),
                            definition.columns().stream().flatMap(column -> column.unread().stream()))
                    .toList();
        }
    }

    /**
     * {@code ALTER TABLE} and {@code ALTER FOREIGN TABLE}.
     *
     * @param ignore MariaDB's {@code ALTER IGNORE TABLE}
     * @param online MariaDB's {@code ALTER ONLINE TABLE}
     * @param actionsSpan where the actions stand: after the table's name
     */
    record AlterTable(
            QualifiedName table,
            boolean only,
            boolean ifExists,
            boolean ignore,
            boolean online,
            List<AlterAction> actions,
            Span actionsSpan,
            Span span)
            implements TableChange {
        public AlterTable {
            actions = List.copyOf(actions);
        }

        @Override
        public List<QualifiedName> tables() {
            return List.of(table);
        }

        /** Its actions of one kind. */
        public <A extends AlterAction> List<A> all(Class<A> kind) {
            List<A> all = new ArrayList<>();
            for (AlterAction action : actions) {
                if (kind.isInstance(action)) {
                    all.add(kind.cast(action));
                }
            }
            return all;
        }

        @Override
        public List<Unread> unread() {
            return actions.stream().flatMap(AlterTable::unread).toList();
        }

        private static Stream<Unread> unread(AlterAction action) {
            if (action instanceof AlterAction.UnreadAction part) {
                return Stream.of(part.unread());
            }
            return definition(action).stream().flatMap(column -> column.unread().stream());
        }

        private static Optional<ColumnDefinition> definition(AlterAction action) {
            if (action instanceof AlterAction.AddColumn add) {
                return Optional.of(add.column());
            }
            if (action instanceof AlterAction.ModifyColumn modify) {
                return Optional.of(modify.column());
            }
            return action instanceof AlterAction.ChangeColumn change ? Optional.of(change.column()) : Optional.empty();
        }
    }

    record DropTable(
            List<QualifiedName> tables,
            boolean temporary,
            boolean foreign,
            boolean ifExists,
            boolean cascade,
            Span span)
            implements TableChange {
        public DropTable {
            tables = List.copyOf(tables);
        }
    }

    /** MySQL's {@code RENAME TABLE a TO b, c TO d}; elsewhere a renaming is an {@link AlterAction.RenameTo}. */
    record RenameTables(List<Renaming> renamings, Span span) implements TableChange {
        public RenameTables {
            renamings = List.copyOf(renamings);
        }

        @Override
        public List<QualifiedName> tables() {
            return renamings.stream().map(Renaming::from).toList();
        }
    }

    /** A table's old and new name. */
    record Renaming(QualifiedName from, QualifiedName to) {}
}
