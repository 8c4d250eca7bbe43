package dev.refract.cli;

import dev.refract.Refract;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resolve",
        description = "Record by hand what became of a migration.",
        footer = {
            "",
            "Examples:",
            "  refract migrate resolve --applied 20260102030405_add_users       it is in the database already "
                    + "(baselining)",
            "  refract migrate resolve --rolled-back 20260102030405_add_users   it failed, and what it did is undone"
        })
final class ResolveCommand extends VerbCommand {

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Outcome outcome;

    static final class Outcome {
        @Option(
                names = "--applied",
                paramLabel = "NAME",
                required = true,
                description = "Record the migration as applied.")
        private @Nullable String applied;

        @Option(
                names = "--rolled-back",
                paramLabel = "NAME",
                required = true,
                description = "Record the failed migration as rolled back.")
        private @Nullable String rolledBack;
    }

    @Mixin
    private Prisma8Option prisma8;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Refract refract = prisma8.apply(common.configure(renderer)).build();
        if (outcome.applied != null) {
            refract.resolveApplied(outcome.applied);
            renderer.done(
                    "resolve", "applied", outcome.applied, "Migration " + outcome.applied + " marked as applied.");
        } else if (outcome.rolledBack != null) {
            refract.resolveRolledBack(outcome.rolledBack);
            renderer.done(
                    "resolve",
                    "rolledBack",
                    outcome.rolledBack,
                    "Migration " + outcome.rolledBack + " marked as rolled back.");
        }
        return 0;
    }
}
