package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Span;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What a rule found, by its place in the script.
 *
 * @param schema the first table's, where the statement says it
 * @param tables the one whose rows count first
 * @param asBefore whether no statement of this run before this one changes the rows of its tables, or their names
 * @param indexed whether an index makes the question cheap
 * @param question what the rows can say about it
 * @param observed whether the server was seen to do it
 */
public record Finding(
        Rule rule,
        Severity severity,
        SqlStatement statement,
        Span span,
        Optional<String> schema,
        List<String> tables,
        String message,
        List<String> safe,
        boolean asBefore,
        boolean indexed,
        Optional<Question> question,
        boolean observed) {

    /** The same in other words. */
    public Finding saying(String words) {
        return at(statement, span, words);
    }

    /** The same in another place, in other words. */
    Finding at(SqlStatement its, Span place, String words) {
        return new Finding(
                rule, severity, its, place, schema, tables, words, safe, asBefore, indexed, question, observed);
    }

    /** The same, which was seen. */
    public Finding seen(Severity its, String evidence) {
        return new Finding(
                rule,
                its,
                statement,
                span,
                schema,
                tables,
                message + " " + evidence,
                safe,
                asBefore,
                indexed,
                question,
                true);
    }
}
