/**
 * Writes a script, whatever the dialect.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.schema.script;
