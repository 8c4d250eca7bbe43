package dev.refract.cli;

import dev.refract.data.DataRunResult;
import dev.refract.data.DataStatus;
import dev.refract.migrate.BaselineResult;
import dev.refract.migrate.DeployResult;
import dev.refract.migrate.DownResult;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.HandoverResult;
import dev.refract.migrate.LintResult;
import dev.refract.migrate.PlannedMigration;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.SquashResult;
import dev.refract.migrate.StatusResult;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Map;

/** Shows a command's events and its result. */
interface Renderer extends Listener {

    void deployed(DeployResult result, boolean dryRun);

    /** What would run, before somebody is asked. */
    void plan(String heading, List<PlannedMigration> plan);

    void rolledBack(DownResult result, boolean dryRun);

    void rehearsed(RehearseResult result);

    /** {@code strict}: whether a script that was edited, or a folder that is gone, counts as out of sync. */
    void status(StatusResult result, boolean strict);

    /** @param sql whether the statements alone go to standard output */
    void drift(DriftResult result, boolean sql);

    void handover(HandoverResult result);

    void squashed(SquashResult result);

    /** @param name what a migration is called that was written from the database */
    void baselined(BaselineResult result, String name);

    void linted(LintResult result);

    void data(DataRunResult result);

    void data(DataStatus result);

    /** How many rows verify.sql counts, by data migration. */
    void verified(Map<String, Long> left);

    /** {@code texts}: show the scripts themselves, which were not written to files. */
    void generated(GenerateDownResult result, boolean texts);

    /** Migrations that were recorded as applied, up to one. */
    void resolved(String upTo, List<String> applied);

    /**
     * A result that is one sentence.
     *
     * @param verb the result's name in JSON
     * @param key what {@code value} is, in JSON
     */
    void done(String verb, String key, String value, String sentence);

    void error(RefractException error);
}
