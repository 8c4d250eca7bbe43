/**
 * The migrations on disk or on the class path, their order and checksums.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.history;
