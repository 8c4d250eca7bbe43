package dev.refract.internal.online.postgres;

import dev.refract.internal.online.TableSize;

/**
 * What is known of a table that is there before the migration.
 *
 * @param oid the server's number for it
 * @param schema its schema
 * @param name its name now
 * @param kind as in {@code pg_class.relkind}: {@code r} a table, {@code p} a partitioned one, {@code m} a materialized
 *     view
 * @param partition whether it is a partition of another
 * @param inherited whether tables inherit from it that are no partitions
 * @param size with all its partitions
 */
record TableFacts(
        long oid, String schema, String name, char kind, boolean partition, boolean inherited, TableSize size) {

    boolean isPartitioned() {
        return kind == 'p';
    }

    /** Its name with its schema, in quotes. */
    String quoted() {
        return Catalog.quote(schema) + "." + Catalog.quote(name);
    }
}
