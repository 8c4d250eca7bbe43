/**
 * What a running command tells its caller: events, errors and their codes, and their words in one place.
 *
 * <p>API: binary compatible from version to version.
 */
package dev.refract.report;
