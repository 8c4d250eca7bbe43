/**
 * The rows of {@code _prisma_migrations}.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.ledger;
