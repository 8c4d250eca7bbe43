/**
 * The lint's rules, one a file.
 *
 * <p>Not API: it may change at any time.
 */
@NullMarked
package dev.refract.internal.lint.rules;

import org.jspecify.annotations.NullMarked;
