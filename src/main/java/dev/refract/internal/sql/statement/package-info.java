/**
 * What a statement says, typed: text → tokens → statements → {@link dev.refract.internal.sql.statement.Change}, for
 * PostgreSQL, MySQL, MariaDB and SQLite. Every part has its place in the script. What is not understood is
 * {@link dev.refract.internal.sql.statement.Unread}, never left out.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.sql.statement;
