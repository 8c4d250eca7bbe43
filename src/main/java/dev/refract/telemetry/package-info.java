/**
 * OpenTelemetry spans of what a command does.
 *
 * <p>API: binary compatible from version to version.
 */
package dev.refract.telemetry;
