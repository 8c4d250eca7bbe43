package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Question;
import java.util.Optional;

/** What is known of the rows that migrations will meet. */
interface Facts {

    /** Of nothing. */
    Facts NONE = new Facts() {
        @Override
        public Optional<TableSize> size(Optional<String> schema, String table) {
            return Optional.empty();
        }

        @Override
        public Optional<Long> count(Optional<String> schema, Question question) {
            return Optional.empty();
        }
    };

    /** How many rows are counted, at most; beyond it there are more, and an estimate does. */
    int COUNTED = 10_000;

    /**
     * How large a table is.
     *
     * @param schema empty for the connection's, or whichever has it
     */
    Optional<TableSize> size(Optional<String> schema, String table);

    /**
     * How many rows a question finds, {@link #COUNTED} + 1 at most; empty where nobody answers in time.
     *
     * @param schema of the tables in it; empty for the connection's
     */
    Optional<Long> count(Optional<String> schema, Question question);
}
