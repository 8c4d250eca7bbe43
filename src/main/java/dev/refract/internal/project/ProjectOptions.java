package dev.refract.internal.project;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where to look for a project, and what is said instead of looking. Relative paths are relative to the working folder.
 *
 * @param workingFolder where the command was started
 * @param environment the real environment's variables; they win over those of files
 * @param schema a schema file or a folder of them ({@code --schema})
 * @param config the configuration file ({@code --config})
 * @param migrations the migrations folder ({@code --migrations})
 * @param url the connection URL ({@code --url}); it wins over all
 * @param envFile the one file of variables to read ({@code --env-file}); no other is read then
 * @param noEnvFile whether no file of variables is read ({@code --no-env-file})
 */
public record ProjectOptions(
        Path workingFolder,
        Map<String, String> environment,
        Optional<Path> schema,
        Optional<Path> config,
        Optional<Path> migrations,
        Optional<String> url,
        Optional<Path> envFile,
        boolean noEnvFile) {

    /** Copies the environment and makes the working folder absolute. */
    public ProjectOptions {
        workingFolder = workingFolder.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /** Everything is looked for from the folder on. */
    public static ProjectOptions in(Path workingFolder, Map<String, String> environment) {
        return new ProjectOptions(
                workingFolder,
                environment,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** With this schema file or folder; null for looking. */
    public ProjectOptions withSchema(Path path) {
        return new ProjectOptions(
                workingFolder, environment, Optional.ofNullable(path), config, migrations, url, envFile, noEnvFile);
    }

    /** With this configuration file; null for looking. */
    public ProjectOptions withConfig(Path path) {
        return new ProjectOptions(
                workingFolder, environment, schema, Optional.ofNullable(path), migrations, url, envFile, noEnvFile);
    }

    /** With this migrations folder; null for looking. */
    public ProjectOptions withMigrations(Path path) {
        return new ProjectOptions(
                workingFolder, environment, schema, config, Optional.ofNullable(path), url, envFile, noEnvFile);
    }

    /** With this connection URL; null for looking. */
    public ProjectOptions withUrl(String text) {
        return new ProjectOptions(
                workingFolder, environment, schema, config, migrations, Optional.ofNullable(text), envFile, noEnvFile);
    }

    /** With this file of variables; null for looking. */
    public ProjectOptions withEnvFile(Path path) {
        return new ProjectOptions(
                workingFolder, environment, schema, config, migrations, url, Optional.ofNullable(path), noEnvFile);
    }

    /** Without any file of variables. */
    public ProjectOptions withoutEnvFile() {
        return new ProjectOptions(workingFolder, environment, schema, config, migrations, url, envFile, true);
    }

    /** Without the URL and the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "ProjectOptions[workingFolder=" + workingFolder + ", schema=" + schema + ", config=" + config
                + ", migrations=" + migrations + ", envFile=" + envFile + ", noEnvFile=" + noEnvFile + "]";
    }
}
