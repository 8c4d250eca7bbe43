/**
 * From a text to its tokens and statements, with their places.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.sql;
