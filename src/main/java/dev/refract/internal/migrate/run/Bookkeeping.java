package dev.refract.internal.migrate.run;

import dev.refract.internal.ledger.Ledger;
import dev.refract.internal.ledger.LedgerRow;
import java.util.List;
import java.util.Optional;

/** What is recorded in the ledger around a script. */
public interface Bookkeeping {

    /** Of a plan's step that applies a migration, or resumes one. */
    static Bookkeeping applying(Ledger ledger, Plan.Step step, String checksum) {
        return step.resumed().isPresent()
                ? new Resuming(
                        ledger, step.resumed().get().id(), step.migration().name())
                : new Applying(ledger, Ledger.newId(), step.migration().name(), checksum);
    }

    /** The statement that goes into the script's own transaction before it; empty for none. */
    Optional<String> before();

    /** The statements that go into the script's own transaction after it. */
    String after();

    /** For a script that is not one transaction: records, before anything runs, that it does. */
    void begin(String note);

    /** Records what runs now, so that it is known after a crash. */
    void note(String note);

    /**
     * The statement that records a note; empty where nobody would read it, since a roll-back is not resumed.
     *
     * @param note in ASCII: it runs in the script's session, whatever that has set
     */
    default Optional<String> noting(String note) {
        return Optional.empty();
    }

    /** For a script that is not one transaction: records that it succeeded. */
    void end();

    /** Records that the script failed and that nothing of it is left behind. */
    void failedCleanly(String logs);

    /** Records that the script failed and that what ran before the failure stays. */
    void failedHalfWay(String logs);

    /** The bookkeeping of resuming a failed migration: its row is there. */
    record Resuming(Ledger ledger, String id, String migration) implements Bookkeeping {
        @Override
        public Optional<String> before() {
            throw new IllegalStateException("what is one transaction is not resumed");
        }

        @Override
        public String after() {
            throw new IllegalStateException("what is one transaction is not resumed");
        }

        @Override
        public void begin(String note) {
            ledger.log(id, note);
        }

        @Override
        public void note(String note) {
            ledger.log(id, note);
        }

        @Override
        public Optional<String> noting(String note) {
            return Optional.of(ledger.logging(id, note));
        }

        @Override
        public void end() {
            ledger.finish(id, migration);
        }

        @Override
        public void failedCleanly(String logs) {
            ledger.log(id, logs);
        }

        @Override
        public void failedHalfWay(String logs) {
            ledger.log(id, logs);
        }
    }

    /**
     * The bookkeeping of rolling a migration back. The logs keep what would be lost: when the migration had finished,
     * which script undid it, and what they said before.
     *
     * @param rows the migration's rows that say it is applied, or that it failed; newest first
     * @param checksum down.sql's
     */
    record RollingBack(Ledger ledger, List<LedgerRow> rows, String checksum) implements Bookkeeping {

        private static final String UNDER_WAY = "Rolling back";

        /** Whether a failed row is one whose roll-back did not come to its end. */
        static boolean isUnderWay(LedgerRow row) {
            return row.failed() && isUnderWay(row.logs().orElse(""));
        }

        /** The same of a failed row's logs. */
        static boolean isUnderWay(String logs) {
            return logs.startsWith(UNDER_WAY);
        }

        @Override
        public Optional<String> before() {
            return Optional.empty();
        }

        @Override
        public String after() {
            return ledger.rolledBack(ids(), rows.get(0).migration(), logs("Rolled back", ""));
        }

        @Override
        public void begin(String note) {
            ledger.reopen(ids(), logs(UNDER_WAY, note));
        }

        @Override
        public void note(String note) {
            ledger.reopen(ids(), logs(UNDER_WAY, note));
        }

        @Override
        public void end() {
            ledger.rollBack(ids(), rows.get(0).migration(), logs("Rolled back", ""));
        }

        /** The rows are as they were: nothing is to be recorded. */
        @Override
        public void failedCleanly(String logs) {}

        @Override
        public void failedHalfWay(String logs) {
            ledger.reopen(ids(), logs(UNDER_WAY, logs));
        }

        private List<String> ids() {
            return rows.stream().map(LedgerRow::id).toList();
        }

        private String logs(String state, String note) {
            LedgerRow row = rows.get(0);
            String before = row.logs().map(String::strip).orElse("");
            return state + " by its down.sql (SHA-256 " + checksum + "). "
                    + row.finishedAt()
                            .map(finished -> "It had finished at " + finished + ".")
                            .orElse("It had failed.")
                    + (note.isEmpty() ? "" : "\n\n" + note) + (before.isEmpty() ? "" : "\n\nBefore:\n" + before);
        }
    }

    /** The bookkeeping of applying a migration. */
    record Applying(Ledger ledger, String id, String migration, String checksum) implements Bookkeeping {
        @Override
        public Optional<String> before() {
            return Optional.of(ledger.started(id, migration, checksum));
        }

        @Override
        public String after() {
            return ledger.finished(id, migration);
        }

        @Override
        public void begin(String note) {
            ledger.start(id, migration, checksum, note);
        }

        @Override
        public void note(String note) {
            ledger.log(id, note);
        }

        @Override
        public Optional<String> noting(String note) {
            return Optional.of(ledger.logging(id, note));
        }

        @Override
        public void end() {
            ledger.finish(id, migration);
        }

        @Override
        public void failedCleanly(String logs) {
            ledger.failed(id, migration, checksum, logs);
        }

        @Override
        public void failedHalfWay(String logs) {
            ledger.log(id, logs);
        }
    }
}
