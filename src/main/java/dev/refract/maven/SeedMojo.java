package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.migrate.hook.Seed;
import org.apache.maven.plugins.annotations.Mojo;

/** Runs the project's seed command, with the project's variables. */
@Mojo(name = "seed", requiresProject = false, threadSafe = true)
public final class SeedMojo extends RefractMojo {

    @Override
    void run(Refract.Builder configuration) {
        Refract refract = configuration.build();
        String command = Seed.required(refract.seed());
        Seed.run(command, workingFolder(), refract.seedEnvironment(), listener(), "The seed command", Seed.AGAIN);
        write(JsonLine.done("seed", "command", command));
        getLog().info("The seed command has been executed.");
    }
}
