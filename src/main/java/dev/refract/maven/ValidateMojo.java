package dev.refract.maven;

import org.apache.maven.plugins.annotations.Mojo;

/**
 * The strict status: fails unless every migration is applied, as its script stands, and every applied one has its
 * folder.
 */
@Mojo(name = "validate", requiresProject = false, threadSafe = true)
public final class ValidateMojo extends StandingMojo {

    @Override
    FailOn limit() {
        return FailOn.STRICT;
    }
}
