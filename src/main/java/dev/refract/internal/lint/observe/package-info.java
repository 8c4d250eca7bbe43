/** What a server does with statements on a scratch database. Not API: anything here may change at any time. */
@NullMarked
package dev.refract.internal.lint.observe;

import org.jspecify.annotations.NullMarked;
