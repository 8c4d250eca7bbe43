package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** One of the comma-separated parts of an ALTER TABLE. */
public sealed interface AlterAction {
    Span span();

    // --- columns

    /** @param position MySQL's; empty for the end */
    record AddColumn(ColumnDefinition column, boolean ifNotExists, Optional<ColumnPosition> position, Span span)
            implements AlterAction {}

    record DropColumn(Identifier column, boolean ifExists, boolean cascade, Span span) implements AlterAction {}

    /** MySQL's {@code MODIFY}: what the definition does not repeat is gone. */
    record ModifyColumn(ColumnDefinition column, boolean ifExists, Optional<ColumnPosition> position, Span span)
            implements AlterAction {}

    /** MySQL's {@code CHANGE}: as {@link ModifyColumn}, with a new name. */
    record ChangeColumn(
            Identifier from, ColumnDefinition column, boolean ifExists, Optional<ColumnPosition> position, Span span)
            implements AlterAction {}

    record RenameColumn(Identifier from, Identifier to, Span span) implements AlterAction {}

    record SetDefault(Identifier column, Expression value, Span span) implements AlterAction {}

    record DropDefault(Identifier column, Span span) implements AlterAction {}

    record SetNotNull(Identifier column, Span span) implements AlterAction {}

    record DropNotNull(Identifier column, Span span) implements AlterAction {}

    /** {@code ALTER COLUMN c [SET DATA] TYPE t [COLLATE x] [USING e]}. */
    record SetType(Identifier column, DataType type, Optional<Expression> using, Span span) implements AlterAction {}

    /**
     * @param change {@code ADD}, {@code SET} or {@code DROP}
     * @param always for ADD, and for SET where it says so
     */
    record Identity(Identifier column, Verb change, boolean always, boolean ifExists, Span span)
            implements AlterAction {
        /** What happens to the identity. */
        public enum Verb {
            ADD,
            SET,
            DROP
        }
    }

    /** {@code SET EXPRESSION AS (…)} of a generated column; {@code DROP EXPRESSION} without one. */
    record GeneratedExpression(Identifier column, Optional<Expression> expression, boolean ifExists, Span span)
            implements AlterAction {}

    /**
     * {@code SET STATISTICS}, {@code SET STORAGE}, {@code SET COMPRESSION}, {@code SET (…)}, {@code RESET (…)}, MySQL's
     * {@code SET INVISIBLE}.
     */
    record ColumnSetting(Identifier column, List<Option> options, Span span) implements AlterAction {
        public ColumnSetting {
            options = List.copyOf(options);
        }
    }

    // --- constraints

    record AddConstraint(Constraint constraint, boolean ifNotExists, Span span) implements AlterAction {}

    /** @param name empty for {@code DROP PRIMARY KEY} */
    record DropConstraint(Target target, Optional<Identifier> name, boolean ifExists, boolean cascade, Span span)
            implements AlterAction {
        /** What the statement says the constraint is. */
        public enum Target {
            /** {@code DROP CONSTRAINT}, of any kind. */
            ANY,
            PRIMARY_KEY,
            FOREIGN_KEY,
            CHECK
        }
    }

    record ValidateConstraint(Identifier name, Span span) implements AlterAction {}

    record RenameConstraint(Identifier from, Identifier to, Span span) implements AlterAction {}

    /** {@code ALTER CONSTRAINT x DEFERRABLE …}, {@code [NOT] ENFORCED}, {@code [NO] INHERIT}. */
    record AlterConstraint(Identifier name, Constraint.Traits traits, Span span) implements AlterAction {}

    // --- indexes, MySQL

    record AddIndex(IndexDefinition index, boolean ifNotExists, Span span) implements AlterAction {}

    record DropIndex(Identifier name, boolean ifExists, Span span) implements AlterAction {}

    record RenameIndex(Identifier from, Identifier to, Span span) implements AlterAction {}

    /** {@code ALTER INDEX i VISIBLE}, {@code IGNORED} …: the word, in upper case. */
    record AlterIndex(Identifier name, String setting, Span span) implements AlterAction {}

    // --- partitions

    /** PostgreSQL's {@code ATTACH PARTITION p FOR VALUES …}. */
    record AttachPartition(QualifiedName partition, boolean isDefault, Span span) implements AlterAction {}

    record DetachPartition(QualifiedName partition, boolean concurrently, boolean finalizes, Span span)
            implements AlterAction {}

    /**
     * MySQL's and MariaDB's statements about partitions, and PostgreSQL's MERGE and SPLIT PARTITION.
     *
     * @param names the partitions; empty for {@code ALL}, where none is named, and for {@code CONVERT TABLE}
     * @param table the one of {@code EXCHANGE PARTITION … WITH TABLE}, {@code CONVERT PARTITION … TO TABLE} and
     *     {@code CONVERT TABLE … TO PARTITION}
     */
    record Partitioning(Verb verb, List<Identifier> names, Optional<QualifiedName> table, Span span)
            implements AlterAction {
        public Partitioning {
            names = List.copyOf(names);
        }

        /** What happens to the partitions. */
        public enum Verb {
            /** {@code PARTITION BY …}: every row moves. */
            PARTITION_BY,
            /** {@code REMOVE PARTITIONING}. */
            REMOVE,
            ADD,
            DROP,
            TRUNCATE,
            COALESCE,
            REORGANIZE,
            EXCHANGE,
            REBUILD,
            REPAIR,
            OPTIMIZE,
            ANALYZE,
            CHECK,
            DISCARD,
            IMPORT,
            CONVERT,
            MERGE,
            SPLIT
        }
    }

    // --- the table as a whole

    record RenameTo(QualifiedName name, Span span) implements AlterAction {}

    record SetSchema(Identifier schema, Span span) implements AlterAction {}

    record OwnerTo(String owner, Span span) implements AlterAction {}

    /** PostgreSQL's {@code SET LOGGED} and {@code SET UNLOGGED}. */
    record SetLogged(boolean logged, Span span) implements AlterAction {}

    record SetTablespace(Identifier tablespace, Span span) implements AlterAction {}

    /** PostgreSQL's {@code SET ACCESS METHOD}; {@code default} for that. */
    record SetAccessMethod(Identifier method, Span span) implements AlterAction {}

    /** PostgreSQL's storage parameters: {@code SET (…)} and {@code RESET (…)}. */
    record StorageParameters(List<Option> options, boolean reset, Span span) implements AlterAction {
        public StorageParameters {
            options = List.copyOf(options);
        }
    }

    /** {@code CLUSTER ON i}; {@code SET WITHOUT CLUSTER} without one. */
    record ClusterOn(Optional<Identifier> index, Span span) implements AlterAction {}

    /** {@code ENABLE}, {@code DISABLE}, {@code FORCE} or {@code NO FORCE} {@code ROW LEVEL SECURITY}. */
    record RowSecurity(Mode mode, Span span) implements AlterAction {
        /** Whether policies hold, and for the owner. */
        public enum Mode {
            ENABLE,
            DISABLE,
            FORCE,
            NO_FORCE
        }
    }

    /**
     * {@code ENABLE [REPLICA | ALWAYS]} and {@code DISABLE} of a trigger or rule.
     *
     * @param name empty for {@code ALL} and {@code USER}
     */
    record SwitchTrigger(boolean enable, boolean rule, Optional<Identifier> name, Span span) implements AlterAction {}

    /** {@code DEFAULT}, {@code FULL}, {@code NOTHING}, or {@code INDEX} with its name. */
    record ReplicaIdentity(String mode, Optional<Identifier> index, Span span) implements AlterAction {}

    /** {@code INHERIT} and {@code NO INHERIT}. */
    record Inherit(QualifiedName parent, boolean inherit, Span span) implements AlterAction {}

    /** {@code OF type}; {@code NOT OF} without one. */
    record OfType(Optional<QualifiedName> type, Span span) implements AlterAction {}

    // --- options, MySQL

    /**
     * {@code ENGINE}, {@code ROW_FORMAT}, {@code AUTO_INCREMENT}, {@code CHARACTER SET}, {@code COMMENT} …: an option
     * of the table, or PostgreSQL's foreign table.
     */
    record TableOption(Option option, Span span) implements AlterAction {}

    /** {@code ALGORITHM=…}, in upper case. */
    record Algorithm(String value, Span span) implements AlterAction {}

    /** {@code LOCK=…}, in upper case. */
    record Lock(String value, Span span) implements AlterAction {}

    /** {@code CONVERT TO CHARACTER SET}. */
    record ConvertCharset(String charset, Optional<String> collation, Span span) implements AlterAction {}

    record OrderBy(List<Identifier> columns, Span span) implements AlterAction {
        public OrderBy {
            columns = List.copyOf(columns);
        }
    }

    record Force(Span span) implements AlterAction {}

    /** {@code ENABLE KEYS} and {@code DISABLE KEYS}. */
    record Keys(boolean enable, Span span) implements AlterAction {}

    /** {@code DISCARD TABLESPACE}, {@code IMPORT TABLESPACE}. */
    record Tablespace(boolean discard, Span span) implements AlterAction {}

    /** {@code WITH VALIDATION}, {@code WITHOUT VALIDATION}. */
    record Validation(boolean with, Span span) implements AlterAction {}

    /** MariaDB's {@code ADD} and {@code DROP} of {@code SYSTEM VERSIONING} and {@code PERIOD FOR}. */
    record Versioning(boolean add, boolean period, Span span) implements AlterAction {}

    /** An action that is not understood. */
    record UnreadAction(Unread unread) implements AlterAction {
        @Override
        public Span span() {
            return unread.span();
        }
    }
}
