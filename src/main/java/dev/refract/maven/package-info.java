/** Maven's goals. Not API: their interface is the goals' parameters. */
package dev.refract.maven;
