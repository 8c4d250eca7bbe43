/**
 * Where a dialect's room is chosen: below it {@code model} says what a schema is, {@code script} what a way back is,
 * and {@code postgres}, {@code mysql} and {@code sqlite} know one dialect each and nothing of one another.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.schema;
