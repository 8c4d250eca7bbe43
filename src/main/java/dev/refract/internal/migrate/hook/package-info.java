/**
 * What a user runs beside a deploy, as commands or in code.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.migrate.hook;
