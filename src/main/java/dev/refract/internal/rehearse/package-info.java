/**
 * What runs on a scratch database first: rehearse and generate-down.
 *
 * <p>Not API: it may change at any time.
 */
package dev.refract.internal.rehearse;
