/**
 * Data migrations: how to run them, and what came of it.
 *
 * <p>API: what a caller names.
 */
package dev.refract.data;
