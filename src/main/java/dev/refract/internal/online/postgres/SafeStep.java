package dev.refract.internal.online.postgres;

import dev.refract.internal.history.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One of the texts that are sent to the server instead of a statement.
 *
 * @param undo what takes back what it, or the step before it, has left where it fails
 * @param undoes the mark of the step before it, where {@code undo} takes that back; empty for none
 * @param done a condition that tells that it took effect already; empty where it is in one transaction with the
 *     ledger's note of it
 * @param invalid a query for the invalid indexes that it leaves, by their names in quotes: they are dropped where it
 *     fails, and before it runs
 * @param says what is said where it fails for a row; empty for what the server says
 */
record SafeStep(
        String sql,
        Way way,
        List<String> undo,
        Optional<String> undoes,
        Optional<String> done,
        Optional<String> invalid,
        Optional<Saying> says) {

    private static final int MARK = 8;

    /** How it takes its locks. */
    enum Way {
        /** It needs a strong lock for a moment, and gives way where it does not get it. */
        BRIEF,
        /** It takes long under a lock that nobody else waits behind, in a transaction of its own. */
        LONG,
        /** The same, and it can't be in a transaction. */
        ALONE,
        /**
         * It can't be in a transaction, and needs a strong lock at its end: it gives way, and what it has done by then
         * may be enough for the next step.
         */
        IN_HALVES
    }

    /**
     * A failure in the words of the statement that the step is a part of.
     *
     * @param code the server's code that it is about
     * @param sample a query for some of the values that it is about; empty for none
     */
    record Saying(String code, String message, Optional<String> detail, Optional<String> sample) {}

    static SafeStep brief(String sql) {
        return new SafeStep(
                sql, Way.BRIEF, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * @param before the step that made what is validated
     * @param undo what takes that back
     */
    static SafeStep validate(String sql, SafeStep before, String undo, Optional<Saying> says) {
        return new SafeStep(
                sql, Way.LONG, List.of(undo), Optional.of(before.mark()), Optional.empty(), Optional.empty(), says);
    }

    static SafeStep alone(String sql, String done, Optional<String> invalid, Optional<Saying> says) {
        return new SafeStep(sql, Way.ALONE, List.of(), Optional.empty(), Optional.of(done), invalid, says);
    }

    /** @param done a condition that tells that the next step can go on from there */
    static SafeStep inHalves(String sql, String done) {
        return new SafeStep(
                sql, Way.IN_HALVES, List.of(), Optional.empty(), Optional.of(done), Optional.empty(), Optional.empty());
    }

    static SafeStep longOne(String sql) {
        return new SafeStep(
                sql, Way.LONG, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What the ledger's note calls it: a part of a digest of its text, which is the same at each try. */
    String mark() {
        return Checksum.of(sql.getBytes(StandardCharsets.UTF_8)).substring(0, MARK);
    }
}
