package dev.refract.internal.lint.rules;

import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What the rows of the database can say about a finding.
 *
 * @param rows a query with a row for each that is in the way
 * @param columns those that an index has to begin with for the query to be cheap; empty where it is cheap by itself
 * @param noun what is counted, such as {@code row}
 * @param found what those that were found are, such as {@code with NULL in users.name}
 * @param some how bad it is where there are some
 * @param none how bad it is where there are none, and what is said then; empty where there is nothing to say
 */
public record Question(
        String rows, List<String> columns, String noun, String found, Severity some, Optional<String> none) {

    /** Rows that make the statement fail; without them it does not. */
    static Question ofFailing(String rows, List<String> columns, String found) {
        return new Question(rows, columns, "row", found, Severity.ERROR, Optional.empty());
    }
}
