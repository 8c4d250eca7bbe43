package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.RefractException;
import java.util.stream.Stream;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Rolls applied migrations back with their down.sql, newest first. */
@Mojo(name = "down", requiresProject = false, threadSafe = true)
public final class DownMojo extends LimitedMojo {

    /** How many to roll back. Default: 1. */
    @Parameter(property = "refract.steps")
    private @Nullable Integer steps;

    /** Rolls back all that were applied after this one, which stays. */
    @Parameter(property = "refract.to")
    private @Nullable String to;

    /** Rolls back all. */
    @Parameter(property = "refract.all", defaultValue = "false")
    private boolean all;

    /** Rolls back what failed: its down.sql must cope with half a migration. */
    @Parameter(property = "refract.failed", defaultValue = "false")
    private boolean failed;

    /** Goes on where a migration was edited since it ran, or where its down.sql says that there is no way back. */
    @Parameter(property = "refract.force", defaultValue = "false")
    private boolean force;

    /** Rolls nothing back where a down.sql says that it loses something. */
    @Parameter(property = "refract.noLoss", defaultValue = "false")
    private boolean noLoss;

    @Override
    void run(Refract refract, TransactionMode transaction) {
        DownResult result = refract.down(DownOptions.DEFAULT
                .range(range())
                .dryRun(dryRun)
                .force(force)
                .noLoss(noLoss)
                .transaction(transaction)
                .online(online()));
        write(JsonLine.of(result, dryRun));
        if (result.plan().isEmpty()) {
            getLog().info("No migrations to roll back.");
        } else if (dryRun) {
            getLog().info("Would roll back, and changed nothing:");
            for (DownResult.Entry entry : result.plan()) {
                getLog().info("  " + Controls.escapedLine(entry.migration()));
                warnOf(entry.planned().losses());
            }
        } else {
            getLog().info(result.rolledBack().size() + " rolled back.");
        }
    }

    private DownOptions.Range range() {
        if (Stream.of(steps != null, to != null, all, failed)
                                .filter(given -> given)
                                .count()
                        > 1
                || steps != null && steps < 1) {
            throw new RefractException(
                    null,
                    "The goal down takes one of refract.steps (1 or more), refract.to, refract.all and refract.failed.",
                    "Give one of them, or none for the newest migration.");
        }
        return to != null
                ? new DownOptions.To(to)
                : all
                        ? new DownOptions.All()
                        : failed ? new DownOptions.Failed() : new DownOptions.Steps(steps == null ? 1 : steps);
    }
}
