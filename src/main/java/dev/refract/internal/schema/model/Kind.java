package dev.refract.internal.schema.model;

import java.util.Locale;

/** What a schema is made of. The order is the one in which a description lists its objects. */
public enum Kind {
    /** A namespace other than the described one (PostgreSQL), or the described database's own settings (MySQL). */
    SCHEMA,
    EXTENSION,
    ENUM,
    DOMAIN,
    COMPOSITE_TYPE,
    RANGE_TYPE,
    SEQUENCE,
    FUNCTION,
    PROCEDURE,
    AGGREGATE,
    TABLE,
    /** Of a table or, where it has a comment or a default of its own, of a view. */
    COLUMN,
    PRIMARY_KEY,
    UNIQUE,
    CHECK,
    EXCLUSION,
    FOREIGN_KEY,
    /** An index that no constraint brought along. */
    INDEX,
    STATISTICS,
    VIEW,
    MATERIALIZED_VIEW,
    RULE,
    TRIGGER,
    POLICY,
    /** MySQL's scheduled events. */
    EVENT,
    EVENT_TRIGGER,
    /** PostgreSQL's rights that are no described object's: of the described schema, and for what is yet to be made. */
    PRIVILEGES,
    /** Known to be there, but described by its name only: operators, casts, publications and the like. */
    OTHER;

    /** As people say it: {@code foreign key}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
