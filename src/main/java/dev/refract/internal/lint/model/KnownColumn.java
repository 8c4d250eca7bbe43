package dev.refract.internal.lint.model;

import dev.refract.internal.sql.statement.ColumnDefinition;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.internal.sql.statement.Expression;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A column.
 *
 * @param isNew whether a migration that is being looked at made it
 * @param type empty where no statement says it
 * @param blank whether it was new without a value, whatever its default is now: rows that were there have NULL
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
        boolean isNew,
        boolean blank) {

    private static final Pattern NEVER_TWICE = Pattern.compile(
            "\\(*\\s*(?:gen_random_uuid|uuid_generate_v[145]\\w*|uuidv[47]|uuid|nextval)\\s*\\(",
            Pattern.CASE_INSENSITIVE);

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
                isNew,
                isBlank(definition));
    }

    private static boolean isBlank(ColumnDefinition definition) {
        return !definition.autoIncrement()
                && definition.type().filter(DataType::isSerial).isEmpty()
                && definition.generated().isEmpty()
                && definition
                        .defaultValue()
                        .filter(value -> value.form() != Expression.Form.NULL)
                        .isEmpty();
    }

    KnownColumn named(String other) {
        return new KnownColumn(
                other, type, required, defaultValue, autoIncrement, generated, onUpdate, comment, isNew, blank);
    }

    KnownColumn typed(DataType other) {
        return new KnownColumn(
                name,
                Optional.of(other),
                required,
                defaultValue,
                autoIncrement,
                generated,
                onUpdate,
                comment,
                isNew,
                blank);
    }

    KnownColumn settled() {
        return new KnownColumn(
                name, type, required, defaultValue, autoIncrement, generated, onUpdate, comment, false, false);
    }

    KnownColumn required(boolean other) {
        return new KnownColumn(
                name, type, other, defaultValue, autoIncrement, generated, onUpdate, comment, isNew, blank);
    }

    KnownColumn withDefault(Optional<Expression> other) {
        return new KnownColumn(name, type, required, other, autoIncrement, generated, onUpdate, comment, isNew, blank);
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

    /** Whether every row that was there before it has NULL in it, or what a later statement put there. */
    public boolean isBlankForOldRows() {
        return isNew && blank;
    }

    /** Whether every row that was there before it has the same value in it, which is not NULL. */
    public boolean isConstantForOldRows() {
        return isNew
                && !blank
                && !autoIncrement
                && generated.isEmpty()
                && defaultValue
                        .filter(value -> value.form() != Expression.Form.NULL && !Functions.anyVolatile(value))
                        .isPresent();
    }

    /** Whether each row that was there before it has a value of its own in it. */
    public boolean isDistinctForOldRows() {
        boolean identity = generated
                .filter(its -> its.kind() == ColumnDefinition.Generated.Kind.IDENTITY_ALWAYS
                        || its.kind() == ColumnDefinition.Generated.Kind.IDENTITY_BY_DEFAULT)
                .isPresent();
        return isNew
                && !blank
                && (autoIncrement
                        || identity
                        || defaultValue
                                .filter(value ->
                                        NEVER_TWICE.matcher(value.text()).lookingAt())
                                .isPresent());
    }
}
