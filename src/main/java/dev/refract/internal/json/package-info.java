/**
 * Events, results and errors as JSON: the same names on the command line, in Maven's files and in Spring's endpoint.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.json;
