package dev.refract.maven;

import dev.refract.Refract;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DriftMode;
import dev.refract.migrate.LintMode;
import dev.refract.migrate.TransactionMode;
import dev.refract.report.RefractException;
import java.util.Locale;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Applies all pending migrations. */
@Mojo(name = "deploy", requiresProject = false, threadSafe = true)
public final class DeployMojo extends LimitedMojo {

    /** The last migration to apply. Default: all. */
    @Parameter(property = "refract.to")
    private @Nullable String to;

    /** Resumes the migration that failed, at the statement that failed (MySQL). */
    @Parameter(property = "refract.resume", defaultValue = "false")
    private boolean resume;

    /** The same, at this statement, counted from 1. */
    @Parameter(property = "refract.resumeAt")
    private @Nullable Integer resumeAt;

    /** Applies nothing where a pending migration has no down.sql, or one that is not finished. */
    @Parameter(property = "refract.requireDown", defaultValue = "false")
    private boolean requireDown;

    /**
     * off, warn or refuse: says before anything runs what would lock, rewrite, fail, lose or break; with refuse changes
     * nothing where that is an error. Default: [lint] deploy of refract.toml, else off.
     */
    @Parameter(property = "refract.lint")
    private @Nullable String lint;

    /** require, run or ignore: what to do where a migration needs a data migration that is not done. */
    @Parameter(property = "refract.data", defaultValue = "require")
    private String data = "require";

    /**
     * off, warn or refuse: whether the database may differ from what its applied migrations make. Default: [drift]
     * deploy of refract.toml, else off.
     */
    @Parameter(property = "refract.drift")
    private @Nullable String drift;

    @Override
    void run(Refract refract, TransactionMode transaction) {
        DeployResult result = refract.deploy(DeployOptions.DEFAULT
                .dryRun(dryRun)
                .to(to)
                .transaction(transaction)
                .online(online())
                .resume(resumption())
                .requireDown(requireDown)
                .lint(lint == null ? null : mode(LintMode.class, "refract.lint", lint, "off, warn or refuse"))
                .data(mode(DataMode.class, "refract.data", data, "require, run or ignore"))
                .drift(drift == null ? null : mode(DriftMode.class, "refract.drift", drift, "off, warn or refuse")));
        write(JsonLine.of(result, dryRun));
        if (result.plan().isEmpty()) {
            getLog().info("No pending migrations to apply.");
        } else if (dryRun) {
            getLog().info("Would apply, and changed nothing:");
            result.plan().forEach(planned -> getLog().info(
                            "  " + Controls.escapedLine(planned.migration()) + " (" + planned.reason() + ")"));
        } else {
            getLog().info("All migrations have been successfully applied.");
        }
    }

    private DeployOptions.@Nullable Resume resumption() {
        return resumeAt != null ? DeployOptions.Resume.at(resumeAt) : resume ? DeployOptions.Resume.AT_FAILURE : null;
    }

    private static <E extends Enum<E>> E mode(Class<E> modes, String name, String value, String words) {
        try {
            return Enum.valueOf(modes, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefractException(null, name + " is \"" + value + "\".", "Give it " + words + ".", e);
        }
    }
}
