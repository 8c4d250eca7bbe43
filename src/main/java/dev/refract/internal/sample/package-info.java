/**
 * Rows for trials: what a table can hold at its edges, and how the rows of two moments differ.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.sample;
