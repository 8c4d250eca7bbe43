package dev.refract.internal.lint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.lint.rules.Rule;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.util.Locale;

/** SARIF 2.1.0 (OASIS), as code scanning takes it. */
final class LintSarif {

    private LintSarif() {}

    static String text(LintResult result, LintFiles files) {
        JsonArray rules = new JsonArray();
        for (Rule rule : Rules.all()) {
            rules.add(rule(rule.id(), rule.severity(), rule.summary(), rule.why()));
        }
        for (Remark remark : Remark.values()) {
            rules.add(rule(remark.id(), remark.severity(), remark.summary(), remark.why()));
        }
        JsonObject driver = new JsonObject();
        driver.addProperty("name", "Refract");
        driver.add("rules", rules);
        JsonObject tool = new JsonObject();
        tool.add("driver", driver);
        JsonArray results = new JsonArray();
        LintReports.Fingerprints fingerprints = new LintReports.Fingerprints();
        for (LintFinding finding : result.findings()) {
            JsonObject object = result(finding, files, fingerprints);
            object.add("suppressions", new JsonArray());
            results.add(object);
        }
        for (LintResult.Ignored ignored : result.ignored()) {
            JsonObject suppression = new JsonObject();
            suppression.addProperty("kind", ignored.inScript() ? "inSource" : "external");
            suppression.addProperty("justification", LintReports.shown(ignored.reason()));
            JsonArray suppressions = new JsonArray();
            suppressions.add(suppression);
            JsonObject object = result(ignored.finding(), files, fingerprints);
            object.add("suppressions", suppressions);
            results.add(object);
        }
        JsonObject run = new JsonObject();
        run.add("tool", tool);
        run.addProperty("columnKind", "unicodeCodePoints");
        run.add("invocations", invocations(result));
        run.add("results", results);
        JsonArray runs = new JsonArray();
        runs.add(run);
        JsonObject log = new JsonObject();
        log.addProperty("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.addProperty("version", "2.1.0");
        log.add("runs", runs);
        return new JsonLine(log).text() + "\n";
    }

    /** What was not understood is no result, but must be said. */
    private static JsonArray invocations(LintResult result) {
        JsonArray notifications = new JsonArray();
        for (String place : result.unread()) {
            JsonObject notification = new JsonObject();
            notification.addProperty("level", "note");
            notification.add("message", message("Not understood, and not judged: " + place));
            notifications.add(notification);
        }
        JsonObject invocation = new JsonObject();
        invocation.addProperty("executionSuccessful", true);
        invocation.add("toolExecutionNotifications", notifications);
        JsonArray invocations = new JsonArray();
        invocations.add(invocation);
        return invocations;
    }

    private static JsonObject rule(String id, Severity severity, String summary, String why) {
        JsonObject configuration = new JsonObject();
        configuration.addProperty("level", level(severity));
        JsonObject help = message(summary + ". " + why);
        help.addProperty("markdown", RulePages.page(id));
        JsonObject object = new JsonObject();
        object.addProperty("id", id);
        object.add("shortDescription", message(summary));
        object.add("fullDescription", message(why));
        object.add("help", help);
        object.add("defaultConfiguration", configuration);
        return object;
    }

    private static JsonObject result(LintFinding finding, LintFiles files, LintReports.Fingerprints fingerprints) {
        JsonObject region = new JsonObject();
        region.addProperty("startLine", finding.line());
        region.addProperty("startColumn", finding.column());
        region.addProperty("endLine", finding.endLine());
        JsonObject artifact = new JsonObject();
        artifact.addProperty("uri", files.uri(finding.file()));
        JsonObject physical = new JsonObject();
        physical.add("artifactLocation", artifact);
        physical.add("region", region);
        JsonObject location = new JsonObject();
        location.add("physicalLocation", physical);
        JsonArray locations = new JsonArray();
        locations.add(location);
        JsonObject prints = new JsonObject();
        prints.addProperty("refractFinding/v1", fingerprints.of(finding));
        JsonObject object = new JsonObject();
        object.addProperty("ruleId", finding.rule());
        object.addProperty("level", level(finding.severity()));
        object.add("message", message(finding.words() + LintReports.safe(finding)));
        object.add("locations", locations);
        object.add("partialFingerprints", prints);
        return object;
    }

    private static JsonObject message(String text) {
        JsonObject object = new JsonObject();
        object.addProperty("text", LintReports.shown(text));
        return object;
    }

    private static String level(Severity severity) {
        return severity == Severity.INFO ? "note" : severity.name().toLowerCase(Locale.ROOT);
    }
}
