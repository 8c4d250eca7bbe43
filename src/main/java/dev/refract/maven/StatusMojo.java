package dev.refract.maven;

import dev.refract.report.RefractException;
import java.util.Locale;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says where the database stands. Fails when it is not in sync, as the command does. */
@Mojo(name = "status", requiresProject = false, threadSafe = true)
public final class StatusMojo extends StandingMojo {

    /**
     * What fails the build: pending, a database that is not in sync; strict, also an applied migration that was edited
     * or whose folder is gone; nothing.
     */
    @Parameter(property = "refract.failOn", defaultValue = "pending")
    private String failOn = "pending";

    @Override
    FailOn limit() {
        try {
            return FailOn.valueOf(failOn.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefractException(
                    null, "refract.failOn is \"" + failOn + "\".", "Give it nothing, pending or strict.", e);
        }
    }
}
