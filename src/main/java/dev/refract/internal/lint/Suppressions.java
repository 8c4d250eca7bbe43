package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.sql.LineCounter;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody chose not to hear: {@code -- refract-lint-ignore RULE[, RULE]: reason} before a statement or at the end
 * of its line, {@code -- refract-lint-ignore-file} for all of its file, and the comments of other tools.
 */
final class Suppressions {

    /** What is to be said of a comment. */
    record Said(Remark remark, int offset, String message) {}

    /** One comment; of all statements where it has none. */
    private record Suppression(
            Optional<SqlStatement> statement,
            Set<String> rules,
            String reason,
            Optional<OtherTool> tool,
            int offset,
            Set<String> hidden) {

        boolean isAbout(Finding finding) {
            return rules.contains(finding.rule().id())
                    && statement
                            .filter(s -> s.number() != finding.statement().number())
                            .isEmpty();
        }
    }

    private static final Pattern OWN = Pattern.compile(
            "^[ \\t]*--[ \\t]*refract-lint-ignore(-file)?[ \\t]+([a-z][a-z\\-]*(?:[ \\t]*,[ \\t]*[a-z][a-z\\-]*)*)[ \\t]*(?::[ \\t]*(\\S[^\\r\\n]*))?$",
            Pattern.MULTILINE);

    private static final Pattern OTHERS = Pattern.compile(
            "^[ \\t]*(?:--|#|/\\*)[ \\t]*(?:(squawk-ignore(-file)?)|(atlas:nolint)|(eugene:[ \\t]*ignore)|(pgfence-ignore|pgfence:[ \\t]*ignore))(?![\\w\\-])[ \\t]*:?([^\\r\\n]*)$",
            Pattern.MULTILINE);

    private final Script script;
    private final List<Suppression> all = new ArrayList<>();

    Suppressions(Script script) {
        this.script = script;
        Optional<SqlStatement> last = Optional.empty();
        for (SqlStatement statement : script.statements()) {
            find(last, statement.start(), statement.code(), Optional.of(statement));
            last = Optional.of(statement);
        }
        find(last, last.map(SqlStatement::end).orElse(0), script.text().length(), Optional.empty());
    }

    private void find(Optional<SqlStatement> before, int from, int to, Optional<SqlStatement> statement) {
        Matcher own = OWN.matcher(script.text()).region(from, to);
        while (own.find()) {
            all.add(new Suppression(
                    own.group(1) == null ? about(before, from, own.start(), statement) : Optional.empty(),
                    new LinkedHashSet<>(List.of(own.group(2).trim().split("[ \\t]*,[ \\t]*"))),
                    own.group(3) == null ? "" : own.group(3).trim(),
                    Optional.empty(),
                    own.start() + own.group().indexOf("--"),
                    new LinkedHashSet<>()));
        }
        Matcher others = OTHERS.matcher(script.text()).region(from, to);
        while (others.find()) {
            OtherTool tool = others.group(1) != null
                    ? OtherTool.SQUAWK
                    : others.group(3) != null
                            ? OtherTool.ATLAS
                            : others.group(4) != null ? OtherTool.EUGENE : OtherTool.PGFENCE;
            boolean file = others.group(2) != null || tool == OtherTool.ATLAS && isHeader(others);
            all.add(new Suppression(
                    file ? Optional.empty() : about(before, from, others.start(), statement),
                    tool.hidden(names(others.group(6))),
                    tool.comment(),
                    Optional.of(tool),
                    others.start()
                            + others.group().length()
                            - others.group().stripLeading().length(),
                    new LinkedHashSet<>()));
        }
    }

    /** The statement that it ends the line of, else the next. */
    private Optional<SqlStatement> about(
            Optional<SqlStatement> before, int from, int comment, Optional<SqlStatement> next) {
        return before.isPresent() && LineCounter.lineEnd(script.text(), from) >= comment ? before : next;
    }

    /** Atlas takes the first comment for the file's where an empty line follows it. */
    private boolean isHeader(Matcher comment) {
        String text = script.text();
        return text.substring(0, comment.start()).isBlank()
                && text.substring(comment.end()).matches("(?s)\\r?\\n[ \\t]*\\r?\\n.*");
    }

    private static List<String> names(String rest) {
        String list = rest.replaceFirst("(?s)(?:\\*/|--).*", "").trim();
        return list.isEmpty() ? List.of() : List.of(list.split("[\\s,]+"));
    }

    /** Why a finding is not to be told; empty where it is. */
    Optional<String> hides(Finding finding) {
        Optional<String> reason = Optional.empty();
        for (Suppression suppression : all) {
            if (suppression.isAbout(finding) && !suppression.reason().isEmpty()) {
                suppression.hidden().add(finding.rule().id());
                reason = reason.or(() -> Optional.of(suppression.reason()));
            }
        }
        return reason;
    }

    /** What there is to be said of the comments, once all findings are known. */
    List<Said> said() {
        List<Said> said = new ArrayList<>();
        for (Suppression suppression : all) {
            if (suppression.tool().isPresent()) {
                if (!suppression.hidden().isEmpty()) {
                    said.add(new Said(
                            Remark.OF_ANOTHER_TOOL,
                            suppression.offset(),
                            "The comment of " + suppression.tool().get().name().toLowerCase(Locale.ROOT) + " hides "
                                    + String.join(", ", suppression.hidden())
                                    + " here. With a reason: -- refract-lint-ignore "
                                    + String.join(", ", suppression.hidden()) + ": why"));
                }
            } else if (suppression.reason().isEmpty()) {
                said.add(new Said(
                        Remark.WITHOUT_REASON,
                        suppression.offset(),
                        "The comment gives no reason, so it hides nothing: refract-lint-ignore RULE: reason."));
            } else {
                List<String> idle = new ArrayList<>(suppression.rules());
                idle.removeAll(suppression.hidden());
                if (!idle.isEmpty()) {
                    said.add(new Said(Remark.UNUSED, suppression.offset(), unused(idle)));
                }
            }
        }
        return said;
    }

    private static String unused(List<String> idle) {
        String unknown = String.join(
                "",
                idle.stream()
                        .filter(id -> !RuleIds.isKnown(id))
                        .map(id -> " There is no rule `" + id + "`"
                                + RuleIds.nearest(id)
                                        .map(near -> ": perhaps `" + near + "`.")
                                        .orElse("."))
                        .toList());
        return "The comment hides nothing of " + String.join(", ", idle) + "." + unknown;
    }
}
