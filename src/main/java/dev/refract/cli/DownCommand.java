package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.TransactionMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = "Roll applied migrations back with their down.sql, newest first.",
        footer = {
            "",
            "Examples:",
            "  refract migrate down --dry-run                       say what would be rolled back",
            "  refract migrate down                                 roll back the newest",
            "  refract migrate down --to 20260102030405_add_users   roll back all that were applied after that one",
            "  refract migrate down --failed                        clean up after a failed migration"
        })
final class DownCommand extends VerbCommand {

    @Spec
    private CommandSpec spec;

    @ArgGroup
    private RangeOptions range = new RangeOptions();

    static final class RangeOptions {
        @Option(names = "--steps", paramLabel = "N", description = "How many to roll back. Default: 1.")
        private int steps = 1;

        @Option(
                names = "--to",
                paramLabel = "NAME",
                description = "Roll back all that were applied after this one, which stays.")
        private @Nullable String to;

        @Option(names = "--all", description = "Roll back all.")
        private boolean all;

        @Option(
                names = "--failed",
                description = "Roll back what failed: its down.sql must cope with half a migration.")
        private boolean failed;
    }

    @Option(names = "--dry-run", description = "Check everything, say what would run, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description =
                    "Roll back even where a migration was edited since it ran, or where its down.sql says that there is no "
                            + "way back.")
    private boolean force;

    @Option(names = "--no-loss", description = "Roll nothing back where a down.sql says that it loses something.")
    private boolean noLoss;

    @Option(names = "--confirm", description = "Ask before anything is rolled back. At a terminal that is the default.")
    private boolean confirm;

    @Option(
            names = {"-y", "--yes"},
            description = "Don't ask.")
    private boolean yes;

    @Option(
            names = "--transaction",
            paramLabel = "MODE",
            defaultValue = "auto",
            description =
                    "auto: one transaction a script where the database allows it; script or statement force either. "
                            + "Default: auto.")
    private TransactionMode transaction = TransactionMode.AUTO;

    @Mixin
    private LimitOptions limits;

    @Mixin
    private OnlineOptions online;

    @Mixin
    private Prisma8Option prisma8;

    @Override
    public Integer call() {
        if (confirm && yes) {
            throw new ParameterException(spec.commandLine(), "--confirm asks and --yes does not: give one of them");
        }
        DownOptions options = DownOptions.DEFAULT
                .range(range())
                .dryRun(dryRun)
                .force(force)
                .noLoss(noLoss)
                .transaction(transaction)
                .online(online.settings(common));
        Renderer renderer = common.renderer();
        Refract.Builder configuration = prisma8.apply(limits.apply(common.configure(renderer)));
        if (!dryRun && !yes && (confirm || Question.possible(common.json()))) {
            configuration.confirmation((database, plan) -> confirmed(renderer, database, plan));
        }
        renderer.rolledBack(configuration.build().down(options), dryRun);
        return 0;
    }

    private boolean confirmed(Renderer renderer, String database, List<PlannedMigration> plan) {
        renderer.plan("Would roll back, in this order:", plan);
        return Question.confirm(
                common.json(), "rolled back", "Roll back " + Question.these(plan.size()) + " of " + database + "?");
    }

    private DownOptions.Range range() {
        if (range.to != null) {
            return new DownOptions.To(range.to);
        }
        if (range.all) {
            return new DownOptions.All();
        }
        if (range.failed) {
            return new DownOptions.Failed();
        }
        if (range.steps < 1) {
            throw new ParameterException(spec.commandLine(), "--steps must be at least 1");
        }
        return new DownOptions.Steps(range.steps);
    }
}
