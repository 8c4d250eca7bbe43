/**
 * pt-online-schema-change, and the forms of a statement that MySQL runs without blocking.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.online.mysql;
