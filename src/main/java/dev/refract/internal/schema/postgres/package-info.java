/**
 * PostgreSQL's catalogs, and the way back in its SQL.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.schema.postgres;
