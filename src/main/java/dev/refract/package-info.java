/**
 * The front door of the library: {@link dev.refract.Refract#configure()}, then one method a verb.
 *
 * <p>API: binary compatible from version to version.
 */
package dev.refract;
