/**
 * The options and results of the verbs, and what a caller runs beside a deploy.
 *
 * <p>API: what a caller names.
 */
package dev.refract.migrate;
