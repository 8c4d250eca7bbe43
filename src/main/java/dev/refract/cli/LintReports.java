package dev.refract.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.lint.rules.Rule;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What lint found, for other programs. Secrets are masked. */
final class LintReports {

    private LintReports() {}

    /** One line a finding, as {@code --json} prints. */
    static String json(LintResult result) {
        StringBuilder lines = new StringBuilder();
        result.findings()
                .forEach(finding -> lines.append(JsonLine.of(finding).text()).append('\n'));
        return lines.append(JsonLine.of(result).text()).append('\n').toString();
    }

    /** GitHub's workflow commands: it shows ten of a kind, so the worst are first. */
    static String github(LintResult result) {
        StringBuilder lines = new StringBuilder();
        for (LintFinding finding : result.findings()) {
            String level =
                    switch (finding.severity()) {
                        case ERROR -> "error";
                        case WARNING -> "warning";
                        case INFO -> "notice";
                    };
            lines.append("::")
                    .append(level)
                    .append(" file=")
                    .append(property(finding.file()))
                    .append(",line=")
                    .append(finding.line())
                    .append(",endLine=")
                    .append(finding.endLine())
                    .append(",col=")
                    .append(finding.column())
                    .append(",title=")
                    .append(property(finding.rule()))
                    .append("::")
                    .append(data(finding.message() + " " + finding.why() + safe(finding)))
                    .append('\n');
        }
        return lines.toString();
    }

    private static String safe(LintFinding finding) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < finding.safe().size(); i++) {
            text.append("\n-- migration ")
                    .append(i + 1)
                    .append(" of ")
                    .append(finding.safe().size());
            text.append('\n').append(finding.safe().get(i));
        }
        return text.toString();
    }

    private static String data(String text) {
        return Controls.escaped(Secrets.masked(text))
                .replace("%", "%25")
                .replace("\r", "%0D")
                .replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    /** SARIF 2.1.0 (OASIS), as code scanning takes it. */
    static String sarif(LintResult result) {
        JsonArray rules = new JsonArray();
        Rules.all().forEach(rule -> rules.add(rule(rule)));
        JsonObject driver = new JsonObject();
        driver.addProperty("name", "Refract");
        driver.add("rules", rules);
        JsonObject tool = new JsonObject();
        tool.add("driver", driver);
        JsonArray results = new JsonArray();
        result.findings().forEach(finding -> results.add(result(finding)));
        JsonObject run = new JsonObject();
        run.add("tool", tool);
        run.addProperty("columnKind", "unicodeCodePoints");
        run.add("results", results);
        JsonArray runs = new JsonArray();
        runs.add(run);
        JsonObject log = new JsonObject();
        log.addProperty("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.addProperty("version", "2.1.0");
        log.add("runs", runs);
        return new JsonLine(log).text() + "\n";
    }

    private static JsonObject rule(Rule rule) {
        JsonObject configuration = new JsonObject();
        configuration.addProperty("level", level(rule.severity()));
        JsonObject object = new JsonObject();
        object.addProperty("id", rule.id());
        object.add("shortDescription", text(rule.summary()));
        object.add("fullDescription", text(rule.why()));
        object.add("defaultConfiguration", configuration);
        return object;
    }

    private static JsonObject result(LintFinding finding) {
        JsonObject region = new JsonObject();
        region.addProperty("startLine", finding.line());
        region.addProperty("startColumn", finding.column());
        region.addProperty("endLine", finding.endLine());
        JsonObject artifact = new JsonObject();
        artifact.addProperty("uri", uri(finding.file()));
        JsonObject physical = new JsonObject();
        physical.add("artifactLocation", artifact);
        physical.add("region", region);
        JsonObject location = new JsonObject();
        location.add("physicalLocation", physical);
        JsonArray locations = new JsonArray();
        locations.add(location);
        JsonObject fingerprints = new JsonObject();
        fingerprints.addProperty("refractFinding/v1", fingerprint(finding));
        JsonObject object = new JsonObject();
        object.addProperty("ruleId", finding.rule());
        object.addProperty("level", level(finding.severity()));
        object.add("message", text(finding.message() + " " + finding.why() + safe(finding)));
        object.add("locations", locations);
        object.add("partialFingerprints", fingerprints);
        return object;
    }

    private static String uri(String file) {
        return Path.of(file).isAbsolute()
                ? Path.of(file).toUri().toString()
                : file.replace('\\', '/').replace("%", "%25").replace(" ", "%20");
    }

    /** The same where the statement moved to another line. */
    private static String fingerprint(LintFinding finding) {
        String what = finding.rule()
                + '\n'
                + finding.migration()
                + '\n'
                + finding.sql().replaceAll("\\s+", " ")
                + '\n'
                + String.join(",", finding.tables());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject text(String text) {
        JsonObject object = new JsonObject();
        object.addProperty("text", text);
        return object;
    }

    private static String level(Severity severity) {
        return severity == Severity.INFO ? "note" : severity.name().toLowerCase(Locale.ROOT);
    }
}
