package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.AlterAction.DropConstraint.Target;
import dev.refract.internal.sql.statement.AlterAction.Partitioning;
import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Identifier;
import java.util.Optional;
import java.util.Set;

/** What servers, as a rule, do for the actions of an ALTER TABLE, and what the actions mean for keys and columns. */
final class Actions {

    /** Options whose change rewrites the table; the others are a note in the catalog. */
    private static final Set<String> REWRITING_OPTIONS = Set.of(
            "ENGINE",
            "TYPE",
            "ROW_FORMAT",
            "KEY_BLOCK_SIZE",
            "COMPRESSION",
            "ENCRYPTION",
            "ENCRYPTED",
            "PAGE_COMPRESSED",
            "PAGE_COMPRESSION_LEVEL",
            "ENCRYPTION_KEY_ID",
            "TABLESPACE",
            "UNION",
            "CHECKSUM",
            "PAGE_CHECKSUM",
            "PACK_KEYS",
            "DELAY_KEY_WRITE",
            "INSERT_METHOD",
            "CONNECTION",
            "TRANSACTIONAL");

    private Actions() {}

    /** A column's old and new name, which differ. */
    record Renaming(Identifier from, Identifier to) {}

    /** Whether the server only changes its catalog for it, whatever the table's size. */
    static boolean isMetadataOnly(AlterAction action) {
        return action instanceof AlterAction.DropIndex
                || action instanceof AlterAction.RenameIndex
                || action instanceof AlterAction.AlterIndex
                || action instanceof AlterAction.RenameColumn
                || action instanceof AlterAction.DropConstraint drop && drop.target() != Target.PRIMARY_KEY
                || action instanceof AlterAction.TableOption option
                        && !REWRITING_OPTIONS.contains(option.option().name())
                || isOfColumnSettings(action)
                || isOutsideTheRows(action);
    }

    /** {@code ALTER COLUMN}: a default, or whether the column is visible. */
    private static boolean isOfColumnSettings(AlterAction action) {
        return action instanceof AlterAction.SetDefault
                || action instanceof AlterAction.DropDefault
                || action instanceof AlterAction.ColumnSetting;
    }

    /**
     * Whether it is about the table as a whole, and can neither be asked for with an ALGORITHM nor be done on a copy.
     */
    static boolean isOutsideTheRows(AlterAction action) {
        return action instanceof AlterAction.RenameTo
                || action instanceof AlterAction.Tablespace
                || action instanceof AlterAction.Keys
                || action instanceof Partitioning partitioning && isQuick(partitioning.verb());
    }

    private static boolean isQuick(Partitioning.Verb verb) {
        return switch (verb) {
            case ADD, DROP, TRUNCATE, EXCHANGE, DISCARD, IMPORT -> true;
            default -> false;
        };
    }

    /** Whether it divides the whole table in another way. */
    static boolean repartitions(AlterAction action) {
        return action instanceof Partitioning partitioning
                && (partitioning.verb() == Partitioning.Verb.PARTITION_BY
                        || partitioning.verb() == Partitioning.Verb.REMOVE);
    }

    /** Whether servers of today do it with ALGORITHM=INSTANT, as a rule: only the attempt tells. */
    static boolean isInstantAsARule(AlterAction action) {
        if (action instanceof AlterAction.AddColumn add) {
            ColumnDefinition column = add.column();
            boolean stored = column.generated()
                    .filter(generated -> generated.kind() == Generated.Kind.STORED)
                    .isPresent();
            return !definesUniqueKey(action) && !column.autoIncrement() && !stored && !bringsConstraint(column);
        }
        return action instanceof AlterAction.DropColumn
                || action instanceof AlterAction.RenameColumn
                || isOfColumnSettings(action);
    }

    /** Whether InnoDB does it with ALGORITHM=INPLACE, LOCK=NONE, as a rule. */
    static boolean isInPlaceAsARule(AlterAction action) {
        return isInstantAsARule(action)
                || isMetadataOnly(action)
                || action instanceof AlterAction.AddConstraint add && add.constraint() instanceof Constraint.Unique
                || action instanceof AlterAction.AddIndex index
                        && index.index().type().isEmpty();
    }

    /** Whether rows that are there could be refused by a unique key that it adds. */
    static boolean definesUniqueKey(AlterAction action) {
        return action instanceof AlterAction.AddConstraint add && isUnique(add.constraint())
                || action instanceof AlterAction.AddIndex index && index.index().unique()
                || column(action)
                        .filter(column -> column.constraints().stream().anyMatch(Actions::isUnique)
                                || column.type().filter(DataType::isSerial).isPresent())
                        .isPresent();
    }

    private static boolean isUnique(Constraint constraint) {
        return constraint instanceof Constraint.Unique || constraint instanceof Constraint.PrimaryKey;
    }

    /** Whether a column's definition has a CHECK or REFERENCES in it. */
    static boolean bringsConstraint(ColumnDefinition column) {
        return column.constraints().stream()
                .anyMatch(constraint ->
                        constraint instanceof Constraint.Check || constraint instanceof Constraint.ForeignKey);
    }

    static boolean addsPrimaryKey(AlterAction action) {
        return action instanceof AlterAction.AddConstraint add && add.constraint() instanceof Constraint.PrimaryKey;
    }

    static boolean dropsPrimaryKey(AlterAction action) {
        return action instanceof AlterAction.DropConstraint drop && drop.target() == Target.PRIMARY_KEY;
    }

    /** The definition that a column gets. */
    static Optional<ColumnDefinition> column(AlterAction action) {
        return action instanceof AlterAction.AddColumn add ? Optional.of(add.column()) : redefined(action);
    }

    /** The definition that a column that is there gets. */
    static Optional<ColumnDefinition> redefined(AlterAction action) {
        if (action instanceof AlterAction.ModifyColumn modify) {
            return Optional.of(modify.column());
        }
        return action instanceof AlterAction.ChangeColumn change ? Optional.of(change.column()) : Optional.empty();
    }

    /** The column that is redefined or renamed, by the name that it has. */
    static Optional<Identifier> existing(AlterAction action) {
        if (action instanceof AlterAction.ChangeColumn change) {
            return Optional.of(change.from());
        }
        return action instanceof AlterAction.ModifyColumn modify
                ? Optional.of(modify.column().name())
                : Optional.empty();
    }

    /** How it renames a column; empty where it renames none. */
    static Optional<Renaming> renaming(AlterAction action) {
        if (action instanceof AlterAction.RenameColumn rename) {
            return renaming(rename.from(), rename.to());
        }
        return action instanceof AlterAction.ChangeColumn change
                ? renaming(change.from(), change.column().name())
                : Optional.empty();
    }

    private static Optional<Renaming> renaming(Identifier from, Identifier to) {
        return from.is(to.name()) ? Optional.empty() : Optional.of(new Renaming(from, to));
    }
}
