/**
 * Migrations at the start of a Spring Boot application, and its actuator endpoint.
 *
 * <p>API: what a caller names.
 */
package dev.refract.spring;
