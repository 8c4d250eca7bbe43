package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What begins, ends or marks a transaction, or locks tables in one. */
public sealed interface TransactionChange extends Change {
    /**
     * @param mode for {@code SET TRANSACTION} and {@code SET CONSTRAINTS} what is set, as written; SQLite's
     *     {@code IMMEDIATE} and {@code EXCLUSIVE}
     */
    record Control(Verb verb, Optional<String> name, Optional<String> mode, Span span) implements TransactionChange {
        /** What happens to the transaction. */
        public enum Verb {
            BEGIN,
            COMMIT,
            ROLLBACK,
            SAVEPOINT,
            RELEASE,
            ROLLBACK_TO,
            /** {@code PREPARE TRANSACTION}. */
            PREPARE,
            COMMIT_PREPARED,
            ROLLBACK_PREPARED,
            /** {@code SET TRANSACTION}: the one that is open, or the next. */
            SET_TRANSACTION,
            /** {@code SET SESSION [CHARACTERISTICS AS] TRANSACTION}: those of the session from then on. */
            SET_SESSION_TRANSACTION,
            /** {@code SET CONSTRAINTS}. */
            SET_CONSTRAINTS,
            /** MySQL's {@code XA …}. */
            XA
        }
    }

    /** A table to lock, and how; PostgreSQL's default is {@code ACCESS EXCLUSIVE}. */
    record LockedTable(QualifiedName table, String mode) {}

    /** {@code LOCK TABLE}, {@code LOCK TABLES}. */
    record LockTables(List<LockedTable> locked, boolean nowait, Span span) implements TransactionChange {
        public LockTables {
            locked = List.copyOf(locked);
        }

        @Override
        public List<QualifiedName> tables() {
            return locked.stream().map(LockedTable::table).toList();
        }
    }

    /** MySQL's {@code UNLOCK TABLES}, {@code UNLOCK INSTANCE}. */
    record UnlockTables(Span span) implements TransactionChange {}
}
