/**
 * What a schema is, and how two of them differ.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.schema.model;
