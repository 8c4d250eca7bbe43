package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.IndexChange;
import java.util.List;
import java.util.stream.Stream;

/** The unique keys that a statement drops of tables that were there before. */
final class DroppedKeys {

    private DroppedKeys() {}

    static List<KnownTable.Index> of(Step step) {
        Stream<KnownTable.Index> constraints = step.altered(AlterAction.DropConstraint.class).stream()
                .flatMap(one -> one.action().target() == AlterAction.DropConstraint.Target.PRIMARY_KEY
                        ? one.table().primaryKey().stream()
                        : one.action().name().flatMap(name -> one.table().index(name.name())).stream());
        Stream<KnownTable.Index> indexes = step.altered(AlterAction.DropIndex.class).stream()
                .flatMap(one -> one.table().index(one.action().name().name()).stream());
        Stream<KnownTable.Index> own = step.change instanceof IndexChange.DropIndexes drop
                ? drop.indexes().stream()
                        .flatMap(name -> step
                                .before
                                .tableOfIndex(name.name())
                                .filter(table -> !table.isNew())
                                .flatMap(table -> table.index(name.name()))
                                .stream())
                : Stream.empty();
        return Stream.of(constraints, indexes, own)
                .flatMap(stream -> stream)
                .filter(KnownTable.Index::unique)
                .toList();
    }
}
