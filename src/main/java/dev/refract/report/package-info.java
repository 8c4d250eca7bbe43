/**
 * What a running command tells its caller: events, errors and their codes, and their words in one place.
 *
 * <p>API: what a caller names.
 */
package dev.refract.report;
