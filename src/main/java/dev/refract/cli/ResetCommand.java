package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.internal.migrate.hook.Seed;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.ResetOptions;
import dev.refract.report.RefractException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reset",
        description = "Drop everything in the schema, all data included, and apply the whole history again.",
        footer = {"", "Examples:", "  refract migrate reset --force --skip-seed"})
final class ResetCommand extends VerbCommand {

    @Option(
            names = {"-f", "--force"},
            description = "Don't ask.")
    private boolean force;

    @Option(names = "--skip-seed", description = "Don't run the project's seed command.")
    private boolean skipSeed;

    @Option(names = "--keep-extensions", description = "Leave the extensions that are in the schema (PostgreSQL).")
    private boolean keepExtensions;

    /** Prisma's flag: Refract generates nothing, so there is nothing to skip. */
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--skip-generate", hidden = true)
    private boolean skipGenerate;

    @Mixin
    private Prisma8Option prisma8;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Refract refract = prisma8.apply(common.configure(renderer)).build();
        requireConsent(refract);
        DeployResult result = refract.reset(ResetOptions.DEFAULT.keepExtensions(keepExtensions));
        renderer.deployed(result, false);
        Optional<String> seed = skipSeed ? Optional.empty() : refract.seed();
        seed.ifPresent(command -> Seed.run(
                command,
                Path.of("").toAbsolutePath(),
                refract.seedEnvironment(),
                renderer,
                "The database is reset and its migrations are applied, but the seed command",
                "Fix it, then run it alone: refract db seed"));
        renderer.done("reset", "database", result.database(), "Database reset successful");
        return 0;
    }

    private void requireConsent(Refract refract) {
        if (force) {
            return;
        }
        RefractException refusal = new RefractException(
                null, "A reset deletes all data, and nobody can be asked here.", "If that is meant, add --force.");
        if (!Question.ask(
                common.json(), "All data in " + refract.resetTarget() + " will be lost. Reset it?", refusal)) {
            throw new RefractException(null, "Nothing was reset.", "To reset the database, answer yes.");
        }
    }
}
