/**
 * A connection: its URL, TLS, sockets, and how it is interrupted.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.connect;
