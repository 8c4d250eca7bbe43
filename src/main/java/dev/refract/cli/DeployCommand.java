package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DriftMode;
import dev.refract.migrate.LintMode;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.TransactionMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "deploy",
        description = "Apply all pending migrations.",
        footer = {
            "",
            "Examples:",
            "  refract migrate deploy",
            "  refract migrate deploy --dry-run",
            "  refract migrate deploy --to 20260102030405_add_users --lock-wait 60",
            "  refract migrate deploy --lock-timeout 5s --lock-retries 10 --statement-timeout 5min",
            "  refract migrate deploy --url postgresql://user@host/db --migrations prisma/migrations"
        })
final class DeployCommand extends VerbCommand {

    @Option(names = "--dry-run", description = "Say what would run, and change nothing.")
    private boolean dryRun;

    @Option(names = "--to", paramLabel = "NAME", description = "The last migration to apply.")
    private @Nullable String to;

    @Option(
            names = "--require-down",
            description = "Apply nothing unless every pending migration has a down.sql, its way back.")
    private boolean requireDown;

    @Option(
            names = "--transaction",
            paramLabel = "MODE",
            defaultValue = "auto",
            description =
                    "auto: one transaction a script where the database allows it; script or statement force either. "
                            + "Default: auto.")
    private TransactionMode transaction = TransactionMode.AUTO;

    @Option(
            names = "--lint",
            paramLabel = "MODE",
            description =
                    "off, warn or refuse: say before anything runs what would lock, rewrite, fail, lose or break; "
                            + "with refuse change nothing where that is an error. Default: [lint] deploy of refract.toml, else "
                            + "off.")
    private @Nullable LintMode lint;

    @Option(
            names = "--data",
            paramLabel = "MODE",
            description = "What to do where a migration needs a data migration that is not done: require (change "
                    + "nothing), run (run it) or ignore. Default: require.")
    private DataMode data = DataMode.REQUIRE;

    @Option(
            names = "--drift",
            paramLabel = "MODE",
            description = "Whether the database may differ from what its applied migrations make: off (don't look), "
                    + "warn, or refuse (change nothing). Default: [drift] deploy of refract.toml, or off.")
    private @Nullable DriftMode drift;

    @Option(names = "--confirm", description = "Show what would run, and ask before it does.")
    private boolean confirm;

    @Mixin
    private LimitOptions limits;

    @Mixin
    private OnlineOptions online;

    @Option(names = "--resume", description = "Resume the migration that failed, at the statement that failed.")
    private boolean resume;

    @Option(names = "--resume-at", paramLabel = "NUMBER", description = "The same, at this statement, counted from 1.")
    private @Nullable Integer resumeAt;

    @Mixin
    private Prisma8Option prisma8;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Refract.Builder configuration = prisma8.apply(limits.apply(common.configure(renderer)));
        if (confirm && !dryRun) {
            configuration.confirmation((database, plan) -> confirmed(renderer, plan));
        }
        DeployOptions options = DeployOptions.DEFAULT
                .dryRun(dryRun)
                .to(to)
                .transaction(transaction)
                .online(online.settings(common))
                .resume(resumption())
                .requireDown(requireDown)
                .lint(lint)
                .data(data)
                .drift(drift);
        renderer.deployed(configuration.build().deploy(options), dryRun);
        return 0;
    }

    private boolean confirmed(Renderer renderer, List<PlannedMigration> plan) {
        renderer.plan("Would apply:", plan);
        return Question.confirm(common.json(), "applied", "Apply " + Question.these(plan.size()) + "?");
    }

    private DeployOptions.@Nullable Resume resumption() {
        return resumeAt != null ? DeployOptions.Resume.at(resumeAt) : resume ? DeployOptions.Resume.AT_FAILURE : null;
    }
}
