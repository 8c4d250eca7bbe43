/**
 * What is known of a schema from the statements of its history alone.
 *
 * <p>Not API: it may change at any time.
 */
@NullMarked
package dev.refract.internal.lint.model;

import org.jspecify.annotations.NullMarked;
