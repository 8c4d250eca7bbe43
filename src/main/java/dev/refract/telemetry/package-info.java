/**
 * OpenTelemetry spans of what a command does.
 *
 * <p>API: what a caller names.
 */
package dev.refract.telemetry;
