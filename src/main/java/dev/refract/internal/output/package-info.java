/**
 * What leaves the process: secrets masked, control characters escaped.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.output;
