/**
 * The verbs, one file for each.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.migrate;
