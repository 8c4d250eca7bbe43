package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/**
 * An index, in whichever statement it is defined.
 *
 * @param name empty where the server makes one
 * @param type MySQL's {@code FULLTEXT}, {@code SPATIAL} or {@code VECTOR}; empty for an ordinary one
 * @param method {@code USING}, in lower case
 * @param where the place of a partial index's condition
 */
public record IndexDefinition(
        Optional<QualifiedName> name,
        boolean unique,
        Optional<String> type,
        Optional<String> method,
        List<IndexPart> parts,
        List<Identifier> include,
        boolean nullsNotDistinct,
        Optional<Expression> where,
        List<Option> options,
        Span span) {
    public IndexDefinition {
        parts = List.copyOf(parts);
        include = List.copyOf(include);
        options = List.copyOf(options);
    }

    /** The columns it is on; expressions are not among them. */
    public List<String> columns() {
        return parts.stream()
                .flatMap(part -> part.column().stream())
                .map(Identifier::name)
                .toList();
    }
}
