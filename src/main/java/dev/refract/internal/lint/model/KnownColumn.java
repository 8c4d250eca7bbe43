package dev.refract.internal.lint.model;

import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Expression;
import java.util.Optional;

/**
 * A column.
 *
 * @param isNew whether a migration that is being looked at made it
 * @param type empty where no statement says it
 */
public record KnownColumn(
        String name,
        Optional<DataType> type,
        boolean required,
        Optional<Expression> defaultValue,
        boolean autoIncrement,
        Optional<ColumnDefinition.Generated> generated,
        boolean onUpdate,
        Optional<String> comment,
        boolean isNew) {

    /** As a statement defines it. */
    public static KnownColumn of(ColumnDefinition definition, boolean isNew) {
        return new KnownColumn(
                definition.name().name(),
                definition.type(),
                definition.isRequired()
                        || definition.type().filter(DataType::isSerial).isPresent(),
                definition.defaultValue(),
                definition.autoIncrement()
                        || definition.type().filter(DataType::isSerial).isPresent(),
                definition.generated(),
                definition.onUpdate().isPresent(),
                definition.comment(),
                isNew);
    }

    KnownColumn named(String other) {
        return new KnownColumn(other, type, required, defaultValue, autoIncrement, generated, onUpdate, comment, isNew);
    }

    KnownColumn typed(DataType other) {
        return new KnownColumn(
                name, Optional.of(other), required, defaultValue, autoIncrement, generated, onUpdate, comment, isNew);
    }

    KnownColumn settled() {
        return new KnownColumn(name, type, required, defaultValue, autoIncrement, generated, onUpdate, comment, false);
    }

    KnownColumn required(boolean other) {
        return new KnownColumn(name, type, other, defaultValue, autoIncrement, generated, onUpdate, comment, isNew);
    }

    KnownColumn withDefault(Optional<Expression> other) {
        return new KnownColumn(name, type, required, other, autoIncrement, generated, onUpdate, comment, isNew);
    }

    /** Whether an INSERT has to give it a value. */
    public boolean needsValue() {
        return required && !fillsItself();
    }

    /** Whether the server gives it a value where a statement gives none; NULL does not count. */
    public boolean fillsItself() {
        return autoIncrement
                || generated.isPresent()
                || defaultValue
                        .filter(value -> value.form() != Expression.Form.NULL)
                        .isPresent();
    }

    /** Whether every row that was there before it has the same value in it, which is not NULL. */
    public boolean isConstantForOldRows() {
        return isNew
                && !autoIncrement
                && generated.isEmpty()
                && defaultValue
                        .filter(value -> value.form() != Expression.Form.NULL && !Functions.anyVolatile(value))
                        .isPresent();
    }
}
