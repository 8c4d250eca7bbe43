/**
 * Lint: which migrations are looked at, what is said of them, and what somebody chose not to hear.
 *
 * <p>Not API: it may change at any time.
 */
@NullMarked
package dev.refract.internal.lint;

import org.jspecify.annotations.NullMarked;
