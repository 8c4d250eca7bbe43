package dev.refract.cli;

import dev.refract.Refract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has. */
final class CommonOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--schema",
            paramLabel = "PATH",
            description = "The schema file or folder. Default: where Prisma looks for it.")
    private @Nullable Path schema;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Prisma's configuration file. Default: prisma.config.{js,ts,…}.")
    private @Nullable Path config;

    @Option(
            names = "--migrations",
            paramLabel = "FOLDER",
            description = "The migrations folder. Default: as configured, or beside the schema.")
    private @Nullable Path migrations;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The connection URL, in Prisma's form. Wins over every file.")
    private @Nullable String url;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Read this .env file instead of those that Prisma would.")
    private @Nullable Path envFile;

    @Option(names = "--no-env-file", description = "Read no .env file.")
    private boolean noEnvFile;

    @Option(
            names = "--wait-for-database",
            paramLabel = "DURATION",
            converter = LimitOptions.Text.class,
            description = "How long to wait for a database that can't be reached yet: seconds, or with a unit, such as "
                    + "2min. Default: 0.")
    private @Nullable Duration databaseWait;

    @Option(names = "--json", description = "Print JSON: one object a line, events first, then the result.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print errors only.")
    private boolean quiet;

    @Option(names = "--verbose", description = "Print statements' times, what the server says, and stack traces.")
    private boolean verbose;

    @Option(names = "--no-color", description = "Print without colour; so does the variable NO_COLOR.")
    private boolean noColor;

    /** Prisma's flag, in scripts from before its commands were released: it has no meaning any more. */
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--preview-feature", hidden = true)
    private boolean previewFeature;

    private @Nullable Renderer renderer;

    /** A configuration with these options, whose events go to the renderer. */
    Refract.Builder configure(Renderer renderer) {
        Refract.Builder builder = Refract.configure()
                .url(url)
                .schema(schema)
                .config(config)
                .envFile(envFile)
                .listener(renderer);
        if (migrations != null) {
            builder.migrations(migrations);
        }
        if (databaseWait != null) {
            builder.waitForDatabase(databaseWait);
        }
        return noEnvFile ? builder.noEnvFile() : builder;
    }

    private KeptOptions kept() {
        return new KeptOptions(spec, System.getenv());
    }

    /** What renders a command's events, its result and its error in the form that was asked for. */
    Renderer renderer() {
        if (renderer == null) {
            CommandLine line = spec.commandLine();
            renderer = json
                    ? new JsonRenderer(line.getOut(), kept())
                    : new TextRenderer(line.getOut(), line.getErr(), ansi(), quiet, verbose, kept());
        }
        return renderer;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    Ansi ansi() {
        Map<String, String> environment = System.getenv();
        return noColor || !environment.getOrDefault("NO_COLOR", "").isEmpty() ? Ansi.OFF : Ansi.AUTO;
    }
}
