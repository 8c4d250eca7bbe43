/**
 * The options and results of the verbs, and what a caller runs beside a deploy.
 *
 * <p>API: binary compatible from version to version.
 */
package dev.refract.migrate;
