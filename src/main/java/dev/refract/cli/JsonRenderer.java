package dev.refract.cli;

import dev.refract.data.DataRunResult;
import dev.refract.data.DataStatus;
import dev.refract.internal.json.JsonLine;
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
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** One JSON object a line: events as they come, then the result or the error. */
final class JsonRenderer implements Renderer {

    private final PrintWriter out;
    private final KeptOptions kept;

    JsonRenderer(PrintWriter out, KeptOptions kept) {
        this.out = out;
        this.kept = kept;
    }

    @Override
    public void on(Event event) {
        print(JsonLine.of(event));
    }

    @Override
    public void deployed(DeployResult result, boolean dryRun) {
        print(JsonLine.of(result, dryRun));
    }

    @Override
    public void rolledBack(DownResult result, boolean dryRun) {
        print(JsonLine.of(result, dryRun));
    }

    @Override
    public void rehearsed(RehearseResult result) {
        print(JsonLine.of(result));
    }

    @Override
    public void plan(String heading, List<PlannedMigration> plan) {
        // nobody is asked in JSON, and the events have said it already
    }

    @Override
    public void status(StatusResult result, boolean strict) {
        print(JsonLine.of(result));
    }

    @Override
    public void drift(DriftResult result, boolean sql) {
        print(JsonLine.of(result));
    }

    @Override
    public void handover(HandoverResult result) {
        print(JsonLine.of(result));
    }

    @Override
    public void squashed(SquashResult result) {
        print(JsonLine.of(result));
    }

    @Override
    public void baselined(BaselineResult result, String name) {
        print(JsonLine.of(result));
    }

    @Override
    public void linted(LintResult result) {
        result.findings().forEach(finding -> print(JsonLine.of(finding)));
        print(JsonLine.of(result));
    }

    @Override
    public void data(DataRunResult result) {
        print(JsonLine.of(result));
    }

    @Override
    public void data(DataStatus result) {
        print(JsonLine.of(result));
    }

    @Override
    public void verified(Map<String, Long> left) {
        print(JsonLine.verified(left));
    }

    @Override
    public void generated(GenerateDownResult result, boolean texts) {
        print(JsonLine.of(result));
    }

    @Override
    public void resolved(String upTo, List<String> applied) {
        print(JsonLine.resolved(upTo, applied));
    }

    @Override
    public void done(String verb, String key, String value, String sentence) {
        print(JsonLine.done(verb, key, value));
    }

    @Override
    public void error(RefractException error) {
        print(JsonLine.of(error, kept.in(error.next())));
    }

    private void print(JsonLine line) {
        String text = line.text();
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }
}
