/**
 * The project's files, which become one immutable {@code Project}.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.project;
