package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.QualifiedName;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.IndexChange;
import java.util.HashSet;
import java.util.Set;

/**
 * The indexes that a migration made or dropped {@code CONCURRENTLY}: what was not to block writes on the way there is
 * not to block them on the way back.
 *
 * @param indexes their names
 * @param tables those on which it made one that it gave no name
 */
record PostgresIndexing(Set<String> indexes, Set<String> tables) {

    static PostgresIndexing of(Script migration) {
        PostgresIndexing indexing = new PostgresIndexing(new HashSet<>(), new HashSet<>());
        migration.statements().stream().map(migration::change).forEach(indexing::read);
        return indexing;
    }

    private void read(Change change) {
        if (change instanceof IndexChange.CreateIndex create && create.concurrently()) {
            create.index()
                    .name()
                    .ifPresentOrElse(
                            name -> indexes.add(name.name()),
                            () -> tables.add(create.table().name()));
        } else if (change instanceof IndexChange.DropIndexes drop && drop.concurrently()) {
            drop.indexes().forEach(index -> indexes.add(index.name()));
        }
    }

    /** A statement that drops or makes an index, so that it blocks no writes if the migration's own did not. */
    String statement(SchemaObject index, String sql) {
        boolean concurrently = indexes.contains(text(index.name().name()))
                || tables.contains(text(index.name().table()));
        return concurrently ? sql.replaceFirst("^(CREATE(?: UNIQUE)?|DROP) INDEX ", "$1 INDEX CONCURRENTLY ") : sql;
    }

    private static String text(String name) {
        return QualifiedName.text(QualifiedName.last(name));
    }
}
