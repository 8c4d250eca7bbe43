/**
 * Migrations at the start of a Spring Boot application, and its actuator endpoint.
 *
 * <p>API: binary compatible from version to version.
 */
package dev.refract.spring;
