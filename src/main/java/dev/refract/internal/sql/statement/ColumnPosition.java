package dev.refract.internal.sql.statement;

import java.util.Optional;

/** MySQL's place for a column in its table: {@code FIRST} when empty, else {@code AFTER} this one. */
public record ColumnPosition(Optional<Identifier> after) {}
