package dev.refract.cli;

import dev.refract.Refract;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "resolve",
        description = "Record by hand what became of a migration.",
        footer = {
            "",
            "Examples:",
            "  refract migrate resolve --applied 20260102030405_add_users       it is in the database already "
                    + "(baselining)",
            "  refract migrate resolve --applied --up-to 20260102030405_add_users   so are all before it",
            "  refract migrate resolve --rolled-back 20260102030405_add_users   it failed, and what it did is undone"
        })
final class ResolveCommand extends VerbCommand {

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Outcome outcome;

    static final class Outcome {
        @Option(
                names = "--applied",
                paramLabel = "NAME",
                arity = "0..1",
                fallbackValue = "",
                required = true,
                description = "Record the migration as applied; with --up-to it has no name.")
        private @Nullable String applied;

        @Option(
                names = "--rolled-back",
                paramLabel = "NAME",
                required = true,
                description = "Record the failed migration as rolled back.")
        private @Nullable String rolledBack;
    }

    @Option(
            names = "--up-to",
            paramLabel = "NAME",
            description = "With --applied: record this migration and all before it that are not recorded yet.")
    private @Nullable String upTo;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Prisma8Option prisma8;

    @Override
    public Integer call() {
        if (upTo == null ? "".equals(outcome.applied) : !"".equals(outcome.applied)) {
            throw new ParameterException(
                    spec.commandLine(), "Give either --applied NAME, --applied --up-to NAME or --rolled-back NAME");
        }
        Renderer renderer = common.renderer();
        Refract refract = prisma8.apply(common.configure(renderer)).build();
        if (upTo != null) {
            renderer.resolved(upTo, refract.resolveAppliedUpTo(upTo));
        } else if (outcome.applied != null) {
            refract.resolveApplied(outcome.applied);
            renderer.done(
                    "resolve", "applied", outcome.applied, "Migration " + outcome.applied + " marked as applied.");
        } else if (outcome.rolledBack != null) {
            boolean marked = refract.resolveRolledBack(outcome.rolledBack);
            renderer.done(
                    "resolve",
                    "rolledBack",
                    outcome.rolledBack,
                    marked
                            ? "Migration " + outcome.rolledBack + " marked as rolled back."
                            : "Migration " + outcome.rolledBack
                                    + " is rolled back already: there was nothing to mark.");
        }
        return 0;
    }
}
