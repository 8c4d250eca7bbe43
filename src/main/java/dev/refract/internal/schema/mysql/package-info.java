/**
 * MySQL's and MariaDB's catalogs, and the way back in their SQL.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.schema.mysql;
