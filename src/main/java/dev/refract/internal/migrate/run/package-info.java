/**
 * A plan, the routes of its statements, and running it with its bookkeeping.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.migrate.run;
