/**
 * All that differs between databases while something runs: one sealed interface, one file for each.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.database;
