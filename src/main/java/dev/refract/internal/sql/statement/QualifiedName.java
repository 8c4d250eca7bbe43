package dev.refract.internal.sql.statement;

import java.util.Optional;

/**
 * A name that may say where it is to be found.
 *
 * @param schema PostgreSQL's schema, MySQL's database, SQLite's attached database; empty where the statement has none
 */
public record QualifiedName(Optional<Identifier> schema, Identifier identifier) {
    /** The last part, without quotes, as the server reads it. */
    public String name() {
        return identifier.name();
    }

    /** The qualifier's text, without quotes; empty where the statement has none. */
    public Optional<String> schemaName() {
        return schema.map(Identifier::name);
    }

    /** From its first part to its last. */
    public Span span() {
        return schema.map(Identifier::span).orElse(identifier.span()).to(identifier.span());
    }

    /** Whether both parts are the same, without regard to case. */
    public boolean is(QualifiedName other) {
        return identifier.is(other.name())
                && schema.isPresent() == other.schema.isPresent()
                && schema.map(s -> s.is(other.schema.get().name())).orElse(true);
    }

    @Override
    public String toString() {
        return schema.map(s -> s + ".").orElse("") + identifier;
    }
}
