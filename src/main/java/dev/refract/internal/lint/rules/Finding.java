package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** What a rule found, by its place in the script. */
public record Finding(
        Rule rule,
        Severity severity,
        SqlStatement statement,
        Span span,
        List<String> tables,
        String message,
        List<String> safe) {}
