package dev.refract.migrate;

import dev.refract.ledger.Ledger;
import java.util.Optional;

/** What is recorded in the ledger around a script. */
interface Bookkeeping {

    /** The statement that goes into the script's own transaction before it; empty for none. */
    Optional<String> before();

    /** The statement that goes into the script's own transaction after it. */
    String after();

    /** For a script that is not one transaction: records, before anything runs, that it does. */
    void begin(String note);

    /** Records what runs now, so that it is known after a crash. */
    void note(String note);

    /** For a script that is not one transaction: records that it succeeded. */
    void end();

    /** Records that the script failed and that nothing of it is left behind. */
    void failedCleanly(String logs);

    /** Records that the script failed and that what ran before the failure stays. */
    void failedHalfWay(String logs);

    /** The bookkeeping of applying a migration. */
    record Applying(Ledger ledger, String id, String migration, String checksum) implements Bookkeeping {
        @Override
        public Optional<String> before() {
            return Optional.of(ledger.started(id, migration, checksum));
        }

        @Override
        public String after() {
            return ledger.finished(id);
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
        public void end() {
            ledger.finish(id);
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
