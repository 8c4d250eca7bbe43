package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.history.Migration;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.project.Durations;
import dev.refract.internal.schema.script.Losses;
import dev.refract.migrate.Loss;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** What every goal has: the parameters that say which project and database, and how it ends. */
abstract class RefractMojo extends AbstractMojo {

    /** Does nothing. */
    @Parameter(property = "refract.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The connection URL, in Prisma's form. Wins over every file. Without user and password it takes those of
     * {@link #server}.
     */
    @Parameter(property = "refract.url")
    private @Nullable String url;

    /**
     * The id of a server in settings.xml: its user and password, encrypted or not, and where no URL is given, the url
     * of its configuration.
     */
    @Parameter(property = "refract.server")
    private @Nullable String server;

    /** The schema file or folder. Default: where Prisma looks for it. */
    @Parameter(property = "refract.schema")
    private @Nullable File schema;

    /** Prisma's configuration file. Default: prisma.config.{js,ts,…}. */
    @Parameter(property = "refract.config")
    private @Nullable File config;

    /** The migrations folder. Default: as configured, or beside the schema. */
    @Parameter(property = "refract.migrations")
    private @Nullable File migrations;

    /** Reads this .env file instead of those that Prisma would. */
    @Parameter(property = "refract.envFile")
    private @Nullable File envFile;

    /** Reads no .env file. */
    @Parameter(property = "refract.noEnvFile", defaultValue = "false")
    private boolean noEnvFile;

    /** How long to wait for a database that can't be reached yet: seconds, or with a unit, such as 2min. */
    @Parameter(property = "refract.waitForDatabase")
    private @Nullable String waitForDatabase;

    /** Writes the goal's result to this file as JSON, as the command prints it with --json; an error as well. */
    @Parameter(property = "refract.output")
    private @Nullable File output;

    @Parameter(defaultValue = "${basedir}", readonly = true)
    private @Nullable File basedir;

    @Parameter(defaultValue = "${settings}", readonly = true)
    private Settings settings;

    @Component // deprecated in favour of @Inject, which would be one more dependency for the same
    @SuppressWarnings("deprecation")
    private SettingsDecrypter decrypter;

    /** The properties that were typed, for what is offered next. */
    @Parameter(defaultValue = "${session.userProperties}", readonly = true)
    private @Nullable Properties typed;

    @Parameter(defaultValue = "${session.goals}", readonly = true)
    private @Nullable List<String> called;

    @Parameter(defaultValue = "${session.request.selectedProjects}", readonly = true)
    private @Nullable List<String> modules;

    @Override
    public final void execute() throws MojoExecutionException {
        if (skip) {
            getLog().info("Skipped: refract.skip is true.");
            return;
        }
        Cancellation cancellation = Cancellation.onShutdown();
        try {
            run(configure());
        } catch (RefractException e) {
            writeError(e);
            throw failure(e);
        } finally {
            cancellation.end();
        }
    }

    /** Runs the goal's verb. */
    abstract void run(Refract.Builder configuration) throws MojoExecutionException;

    /**
     * What Maven shows. The error is no cause, since Maven shows the messages of causes behind the first one's; its
     * trace is there with {@code -e}.
     */
    private MojoExecutionException failure(RefractException error) {
        // a place comes with a piece of a script, which stays as it is
        String what = error.place().isPresent() ? error.what() : offered(error.what());
        MojoExecutionException failure = new MojoExecutionException(
                error.code().map(code -> code + "\n\n").orElse("")
                        + Controls.escaped(what + "\n\n" + offered(error.next())));
        failure.addSuppressed(error);
        return failure;
    }

    /** A text with the command line's commands and options, for Maven's user. */
    final String offered(String text) {
        String name = getClass().getSimpleName();
        return new OfferedGoals(
                        OfferedGoals.kebab(name.substring(0, name.length() - "Mojo".length())),
                        called == null ? List.of() : called,
                        modules == null ? List.of() : modules,
                        typed == null ? new Properties() : typed,
                        System.getenv())
                .in(text);
    }

    /** Leaves the result in the file that was asked for. */
    final void write(JsonLine result) {
        write(result.text() + "\n");
    }

    /** The same, for one of several lines. */
    final void write(String result) {
        if (output != null) {
            write(output, result);
        }
    }

    /** Writes a file, in a folder that is made where it is missing. */
    static void write(File to, String text) {
        try {
            Path file = to.toPath().toAbsolutePath();
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "The goal has run, but its result could not be written to " + to + ": " + Migration.reason(e) + ".",
                    "Check the path and its permissions.",
                    e);
        }
    }

    /** Says what a down.sql announces that it loses. */
    final void warnOf(List<Loss> losses) {
        losses.forEach(loss -> getLog().warn("    loses " + Controls.escaped(Losses.text(loss))));
    }

    private void writeError(RefractException error) {
        try {
            write(JsonLine.of(error, offered(error.next())));
        } catch (RefractException second) {
            getLog().warn(second.getMessage());
        }
    }

    static void duration(String name, @Nullable String text, Consumer<Duration> option) {
        Duration duration = duration(name, text);
        if (duration != null) {
            option.accept(duration);
        }
    }

    static @Nullable Duration duration(String name, @Nullable String text) {
        return text == null
                ? null
                : Durations.parse(text)
                        .orElseThrow(() -> new RefractException(
                                null,
                                name + " is \"" + text + "\", which is no duration.",
                                "Give it " + Durations.FORM + "."));
    }

    /** Where the goal runs. */
    final Path workingFolder() {
        return basedir == null ? Path.of("").toAbsolutePath() : basedir.toPath();
    }

    /** Maven's log. */
    final Listener listener() {
        return new LogListener(getLog(), this::offered);
    }

    private Refract.Builder configure() {
        Refract.Builder configuration = Refract.configure().listener(listener());
        if (basedir != null) {
            configuration.workingFolder(basedir.toPath());
        }
        if (schema != null) {
            configuration.schema(schema.toPath());
        }
        if (config != null) {
            configuration.config(config.toPath());
        }
        if (migrations != null) {
            configuration.migrations(migrations.toPath());
        }
        if (envFile != null) {
            configuration.envFile(envFile.toPath());
        }
        if (noEnvFile) {
            configuration.noEnvFile();
        }
        duration("refract.waitForDatabase", waitForDatabase, configuration::waitForDatabase);
        return configuration.url(server == null ? url : new SettingsServer(settings, decrypter).url(server, url));
    }
}
