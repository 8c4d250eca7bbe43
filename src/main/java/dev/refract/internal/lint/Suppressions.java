package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody chose not to hear: {@code -- refract-lint-ignore RULE[, RULE]: reason} before a statement, {@code --
 * refract-lint-ignore-file} for all of its file.
 */
final class Suppressions {

    /** One comment. */
    private static final class Suppression {
        final Optional<SqlStatement> statement;
        final List<String> rules;
        final String reason;
        final int offset;
        boolean used;

        Suppression(Optional<SqlStatement> statement, List<String> rules, String reason, int offset) {
            this.statement = statement;
            this.rules = rules;
            this.reason = reason;
            this.offset = offset;
        }
    }

    private static final Pattern COMMENT = Pattern.compile(
            "^[ \\t]*--[ \\t]*refract-lint-ignore(-file)?[ \\t]+([a-z][a-z\\-]*(?:[ \\t]*,[ \\t]*[a-z][a-z\\-]*)*)[ \\t]*(?::[ \\t]*(\\S[^\\r\\n]*))?$",
            Pattern.MULTILINE);

    private final List<Suppression> all = new ArrayList<>();

    Suppressions(Script script) {
        for (SqlStatement statement : script.statements()) {
            find(script, statement.start(), statement.code(), Optional.of(statement));
        }
        int end = script.statements().isEmpty()
                ? 0
                : script.statements().get(script.statements().size() - 1).end();
        find(script, end, script.text().length(), Optional.empty());
    }

    private void find(Script script, int from, int to, Optional<SqlStatement> statement) {
        Matcher matcher = COMMENT.matcher(script.text()).region(from, to);
        while (matcher.find()) {
            List<String> rules = List.of(matcher.group(2).trim().split("[ \\t]*,[ \\t]*"));
            String reason = matcher.group(3) == null ? "" : matcher.group(3).trim();
            all.add(new Suppression(
                    matcher.group(1) == null ? statement : Optional.empty(),
                    rules,
                    reason,
                    matcher.start() + matcher.group().indexOf("--")));
        }
    }

    /** Whether a finding is not to be told. */
    boolean hide(Finding finding) {
        boolean hidden = false;
        for (Suppression suppression : all) {
            boolean here = suppression.statement.isEmpty()
                    || suppression.statement.get().equals(finding.statement());
            if (here && suppression.rules.contains(finding.rule().id()) && !suppression.reason.isEmpty()) {
                suppression.used = true;
                hidden = true;
            }
        }
        return hidden;
    }

    /** Where a comment gives no reason. */
    List<Integer> withoutReason() {
        return all.stream()
                .filter(suppression -> suppression.reason.isEmpty())
                .map(suppression -> suppression.offset)
                .toList();
    }

    /** Where a comment hides nothing. */
    List<Integer> unused() {
        return all.stream()
                .filter(suppression -> !suppression.used && !suppression.reason.isEmpty())
                .map(suppression -> suppression.offset)
                .toList();
    }
}
