package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.history.ScriptFile;
import dev.refract.internal.json.JsonLine;
import java.io.File;
import java.nio.file.Files;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Runs a script. Nothing is recorded. */
@Mojo(name = "execute", requiresProject = false, threadSafe = true)
public final class ExecuteMojo extends RefractMojo {

    /** The script's file. */
    @Parameter(property = "refract.file", required = true)
    private File file;

    @Override
    void run(Refract.Builder configuration) {
        String name = file.toString();
        configuration.build().execute(name, ScriptFile.text(name, () -> Files.readAllBytes(file.toPath())));
        write(JsonLine.done("execute", "script", name));
        getLog().info("Script executed successfully.");
    }
}
