package dev.refract.migrate;

import java.util.Optional;

/**
 * What a down.sql says that it loses: a comment that begins with {@code -- Loses:}.
 *
 * @param table which table, by its name without quotes; empty where the comment names none
 * @param column which of its columns; empty where it is the whole table, or none is named
 * @param text what is lost, and of which rows: a sentence of the file's author
 * @param line where the comment begins in the file, from 1
 */
public record Loss(Optional<String> table, Optional<String> column, String text, int line) {}
