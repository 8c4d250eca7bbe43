package dev.refract.internal.schema.postgres;

import dev.refract.internal.schema.model.Kind;
import java.util.List;

/**
 * The order in which kinds of objects are made within a phase, where no dependency says otherwise; they are dropped the
 * other way round. How a description lists them does not matter here.
 */
final class PostgresOrder {

    private static final List<Kind> MADE = List.of(
            Kind.SCHEMA,
            Kind.EXTENSION,
            Kind.ENUM,
            Kind.DOMAIN,
            Kind.COMPOSITE_TYPE,
            Kind.RANGE_TYPE,
            Kind.SEQUENCE,
            Kind.FUNCTION,
            Kind.PROCEDURE,
            Kind.AGGREGATE,
            Kind.TABLE,
            Kind.COLUMN,
            Kind.PRIMARY_KEY,
            Kind.UNIQUE,
            Kind.CHECK,
            Kind.EXCLUSION,
            Kind.FOREIGN_KEY,
            Kind.INDEX,
            Kind.STATISTICS,
            Kind.VIEW,
            Kind.MATERIALIZED_VIEW,
            Kind.RULE,
            Kind.TRIGGER,
            Kind.POLICY,
            Kind.EVENT,
            Kind.EVENT_TRIGGER,
            Kind.PRIVILEGES,
            Kind.OTHER);

    private PostgresOrder() {}

    /** Kinds that others are made of, or stand on, come first. */
    static int making(Kind kind) {
        int rank = MADE.indexOf(kind);
        if (rank < 0) {
            throw new IllegalStateException("no place in the order for " + kind);
        }
        return rank;
    }

    static int dropping(Kind kind) {
        return -making(kind);
    }
}
