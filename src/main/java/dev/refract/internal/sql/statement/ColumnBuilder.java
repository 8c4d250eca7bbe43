package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.ColumnDefinition.Nullability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has been read of a column so far. */
final class ColumnBuilder {
    final Identifier name;
    final int start;
    Optional<DataType> type = Optional.empty();
    Nullability nullability = Nullability.UNSAID;
    Optional<Expression> defaultValue = Optional.empty();
    Optional<Generated> generated = Optional.empty();
    boolean autoIncrement;
    final List<Constraint> constraints = new ArrayList<>();
    Optional<Expression> onUpdate = Optional.empty();
    Optional<String> comment = Optional.empty();
    final List<Option> options = new ArrayList<>();
    final List<Unread> unread = new ArrayList<>();

    ColumnBuilder(Identifier name) {
        this.name = name;
        this.start = name.span().start();
    }

    List<IndexPart> asKey() {
        return List.of(PartReader.part(name));
    }

    void collate(String collation) {
        type = type.map(known -> new DataType(
                known.schema(),
                known.name(),
                known.arguments(),
                known.dimensions(),
                known.unsigned(),
                known.zerofill(),
                known.charset(),
                Optional.of(collation),
                known.span()));
    }

    ColumnDefinition build(Span span) {
        return new ColumnDefinition(
                name,
                type,
                nullability,
                defaultValue,
                generated,
                autoIncrement,
                constraints,
                onUpdate,
                comment,
                options,
                unread,
                span);
    }
}
