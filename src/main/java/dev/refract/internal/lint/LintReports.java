package dev.refract.internal.lint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.refract.internal.json.JsonLine;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What lint found, for other programs. Secrets are masked, control characters escaped. */
public final class LintReports {

    /** Of a kind that GitHub shows of one step. */
    private static final int SHOWN = 10;

    private LintReports() {}

    /** One line a finding, as {@code --json} prints. */
    static String json(LintResult result) {
        StringBuilder lines = new StringBuilder();
        result.findings()
                .forEach(finding -> lines.append(JsonLine.of(finding).text()).append('\n'));
        return lines.append(JsonLine.of(result).text()).append('\n').toString();
    }

    /** GitHub's workflow commands. */
    static String github(List<LintFinding> findings, LintFiles files) {
        StringBuilder lines = new StringBuilder();
        for (LintFinding finding : findings) {
            String level =
                    switch (finding.severity()) {
                        case ERROR -> "error";
                        case WARNING -> "warning";
                        case INFO -> "notice";
                    };
            lines.append("::")
                    .append(level)
                    .append(" file=")
                    .append(property(files.name(finding.file())))
                    .append(",line=")
                    .append(finding.line())
                    .append(",endLine=")
                    .append(finding.endLine())
                    .append(",col=")
                    .append(finding.column())
                    .append(",title=")
                    .append(property(finding.rule()))
                    .append("::")
                    .append(data(finding.words() + safe(finding)))
                    .append('\n');
        }
        return lines.toString();
    }

    /** What GitHub shows of one step: of each severity the first ten. */
    public static String annotations(LintResult result, Path root) {
        return github(first(result), new LintFiles(root));
    }

    private static List<LintFinding> first(LintResult result) {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        List<LintFinding> shown = new ArrayList<>();
        for (LintFinding finding : result.findings()) {
            if (counts.merge(finding.severity(), 1, Integer::sum) <= SHOWN) {
                shown.add(finding);
            }
        }
        return shown;
    }

    private static String data(String text) {
        return shown(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    /** GitLab's code quality report. */
    static String gitlab(LintResult result, LintFiles files) {
        JsonArray issues = new JsonArray();
        Fingerprints fingerprints = new Fingerprints();
        for (LintFinding finding : result.findings()) {
            JsonObject lines = new JsonObject();
            lines.addProperty("begin", finding.line());
            lines.addProperty("end", finding.endLine());
            JsonObject location = new JsonObject();
            location.addProperty("path", files.name(finding.file()));
            location.add("lines", lines);
            JsonObject issue = new JsonObject();
            issue.addProperty("description", shown(finding.words()));
            issue.addProperty("check_name", finding.rule());
            issue.addProperty("fingerprint", fingerprints.of(finding));
            issue.addProperty("severity", gitlab(finding));
            issue.add("location", location);
            issues.add(issue);
        }
        return issues + "\n";
    }

    private static String gitlab(LintFinding finding) {
        return switch (finding.severity()) {
            case INFO -> "minor";
            case WARNING -> "major";
            case ERROR -> finding.rule().matches("(fail|loss)-.*") ? "blocker" : "critical";
        };
    }

    /** A suite a migration, a case a finding; what is below the limit passes. */
    static String junit(LintResult result, Optional<Severity> limit) {
        Map<String, List<LintFinding>> byMigration = new HashMap<>();
        result.findings().forEach(finding -> byMigration
                .computeIfAbsent(finding.migration(), name -> new ArrayList<>())
                .add(finding));
        List<String> names = new ArrayList<>(result.migrations());
        byMigration.keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(names::add);
        StringBuilder suites = new StringBuilder();
        int tests = 0;
        int failures = 0;
        for (String name : names) {
            List<LintFinding> findings = byMigration.getOrDefault(name, List.of());
            StringBuilder cases = new StringBuilder();
            int failed = 0;
            for (LintFinding finding : findings) {
                boolean fails = limit.filter(least -> finding.severity().compareTo(least) >= 0)
                        .isPresent();
                failed += fails ? 1 : 0;
                cases.append(junit(finding, fails));
            }
            if (findings.isEmpty()) {
                cases.append("    <testcase classname=\"" + xml(name) + "\" name=\"lint\"/>\n");
            }
            int count = Math.max(1, findings.size());
            suites.append("  <testsuite name=\"" + xml(name) + "\" tests=\"" + count + "\" failures=\"" + failed
                    + "\" errors=\"0\" skipped=\"0\">\n" + cases + "  </testsuite>\n");
            tests += count;
            failures += failed;
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"refract migrate lint\" tests=\"" + tests
                + "\" failures=\"" + failures + "\">\n" + suites + "</testsuites>\n";
    }

    private static String junit(LintFinding finding, boolean fails) {
        String severity = finding.severity().name().toLowerCase(Locale.ROOT);
        String text = xml(severity + " " + finding.rule() + " " + finding.file() + ":" + finding.line() + ":"
                + finding.column() + "\n" + finding.message() + "\n" + finding.meaning() + safe(finding));
        String head = "    <testcase classname=\"" + xml(finding.migration()) + "\" name=\""
                + xml(finding.rule() + " at " + finding.line() + ":" + finding.column()) + "\" file=\""
                + xml(finding.file()) + "\" line=\"" + finding.line() + "\">";
        return head
                + (fails
                        ? "<failure type=\"" + finding.rule() + "\" message=\"" + xml(finding.message()) + "\">" + text
                                + "</failure>"
                        : "<system-out>" + text + "</system-out>")
                + "</testcase>\n";
    }

    private static String xml(String text) {
        StringBuilder escaped = new StringBuilder();
        shown(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
            }
        });
        return escaped.toString();
    }

    /** What is to be written instead, after the text before it. */
    static String safe(LintFinding finding) {
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

    /** A text as it may leave the process. */
    static String shown(String text) {
        return Controls.escaped(Secrets.masked(text));
    }

    /** The same for a finding where its statement moves to another line; no two alike in one report. */
    static final class Fingerprints {
        private final Map<String, Integer> seen = new HashMap<>();

        String of(LintFinding finding) {
            String what = finding.rule()
                    + '\n'
                    + finding.migration()
                    + '\n'
                    + finding.sql().replaceAll("\\s+", " ")
                    + '\n'
                    + String.join(",", finding.tables());
            int times = seen.merge(what, 1, Integer::sum);
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest((what + (times == 1 ? "" : "\n" + times)).getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest, 0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
