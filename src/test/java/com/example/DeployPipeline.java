package com.example;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.Hooks;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** A step of a deploy pipeline. */
public final class DeployPipeline {

    private final Refract refract;

    public DeployPipeline(DataSource dataSource, String migrations, Hooks backup) {
        refract = Refract.configure()
                .dataSource(dataSource)
                .migrations(migrations) // a folder, or classpath:prisma/migrations
                .lockTimeout(Duration.ofSeconds(5))
                .lockRetries(10)
                .statementTimeout(Duration.ofMinutes(10))
                .hooks(backup)
                .listener(DeployPipeline::report)
                .build();
    }

    /** The names of the migrations that were applied. */
    public List<String> deploy() {
        try {
            DeployResult result = refract.deploy(DeployOptions.DEFAULT);
            return result.applied();
        } catch (RefractException e) {
            // e.code() is Prisma's, where it has one; the message holds no secret
            System.err.println(e.what() + "\n" + e.next());
            throw e;
        }
    }

    private static void report(Event event) {
        if (event instanceof Event.MigrationApplied applied) {
            System.out.println(
                    applied.migration() + " took " + applied.duration().toMillis() + " ms");
        }
    }
}
