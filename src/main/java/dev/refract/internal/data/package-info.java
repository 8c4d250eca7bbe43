/**
 * Data migrations: their files, their state, and running them in batches.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.data;
