/**
 * The front door of the library: {@link dev.refract.Refract#configure()}, then one method a verb.
 *
 * <p>API: what a caller names.
 */
package dev.refract;
