package dev.refract.internal.sql.statement;

import java.util.List;

/**
 * What one statement does, read from its text alone. Records, compared by value; what is not understood is
 * {@link Unread}, or is listed in {@link #unread()} where it is a part of something that is.
 */
public sealed interface Change
        permits TableChange,
                IndexChange,
                ViewChange,
                RoutineChange,
                TypeChange,
                ObjectChange,
                RowChange,
                SettingChange,
                TransactionChange,
                ServerChange,
                Execution,
                Maintenance,
                ClientCommand,
                Unread {
    /** From the statement's first token to its last; the semicolon is not part of it. */
    Span span();

    /**
     * The tables (or views) that the statement names as what it acts on, in the order written; those that it only reads
     * are not among them.
     */
    default List<QualifiedName> tables() {
        return List.of();
    }

    /** What is not understood in it: who concludes that something is absent has to look here first. */
    default List<Unread> unread() {
        return this instanceof Unread whole ? List.of(whole) : List.of();
    }
}
