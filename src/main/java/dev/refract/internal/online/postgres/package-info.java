/**
 * Large PostgreSQL tables: which way each statement goes, and the steps that block nobody.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.online.postgres;
