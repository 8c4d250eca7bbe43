package dev.refract.cli;

import dev.refract.database.TransactionMode;
import dev.refract.migrate.DeployOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "deploy", description = "Apply all pending migrations.", footer = {"", "Examples:",
    "  refract migrate deploy",
    "  refract migrate deploy --dry-run",
    "  refract migrate deploy --to 20260102030405_add_users --lock-wait 60",
    "  refract migrate deploy --url postgresql://user@host/db --migrations prisma/migrations"})
final class DeployCommand extends VerbCommand {

    @Option(names = "--dry-run", description = "Say what would run, and change nothing.")
    private boolean dryRun;

    @Option(names = "--to", paramLabel = "NAME", description = "The last migration to apply.")
    private String to;

    @Option(names = "--transaction", paramLabel = "MODE", defaultValue = "auto",
            description = "auto: one transaction a script where the database allows it; script or statement force either. Default: auto.")
    private TransactionMode transaction;

    @Option(names = "--lock-wait", paramLabel = "SECONDS", defaultValue = "10", description = "How long to wait for the migration lock. Default: 10.")
    private int lockWait;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        renderer.deployed(common.configure(renderer).lockWait(Duration.ofSeconds(lockWait)).build()
                .deploy(new DeployOptions(dryRun, Optional.ofNullable(to), transaction)), dryRun);
        return 0;
    }
}
