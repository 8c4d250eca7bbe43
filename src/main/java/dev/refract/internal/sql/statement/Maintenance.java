package dev.refract.internal.sql.statement;

import java.util.List;

/**
 * What keeps tables in shape and changes nothing that they hold.
 *
 * @param tables empty for all
 * @param options in upper case, such as {@code FULL} and {@code VERBOSE}
 */
public record Maintenance(Verb verb, List<QualifiedName> tables, List<String> options, Span span) implements Change {
    public Maintenance {
        tables = List.copyOf(tables);
        options = List.copyOf(options);
    }

    /** The statement's own word. */
    public enum Verb {
        VACUUM,
        ANALYZE,
        CLUSTER,
        REPACK,
        CHECKPOINT,
        OPTIMIZE,
        CHECK,
        CHECKSUM,
        REPAIR,
        /** MySQL's {@code CACHE INDEX}, {@code LOAD INDEX INTO CACHE}. */
        CACHE
    }
}
