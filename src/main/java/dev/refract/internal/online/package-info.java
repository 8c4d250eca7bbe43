/**
 * Which route a statement on a large table takes.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.online;
