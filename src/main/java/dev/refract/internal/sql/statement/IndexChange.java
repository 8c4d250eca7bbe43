package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What is done to an index by a statement of its own. */
public sealed interface IndexChange extends Change {
    /**
     * @param algorithmAndLock MySQL's {@code ALGORITHM} and {@code LOCK}, as {@link AlterAction}s
     * @param unread what is not understood in it
     */
    record CreateIndex(
            IndexDefinition index,
            QualifiedName table,
            boolean only,
            boolean concurrently,
            boolean orReplace,
            boolean ifNotExists,
            List<AlterAction> algorithmAndLock,
            List<Unread> unread,
            Span span)
            implements IndexChange {
        public CreateIndex {
            algorithmAndLock = List.copyOf(algorithmAndLock);
            unread = List.copyOf(unread);
        }

        @Override
        public List<QualifiedName> tables() {
            return List.of(table);
        }
    }

    /** @param table MySQL's {@code ON}; empty elsewhere */
    record DropIndexes(
            List<QualifiedName> indexes,
            Optional<QualifiedName> table,
            boolean concurrently,
            boolean ifExists,
            boolean cascade,
            List<AlterAction> algorithmAndLock,
            Span span)
            implements IndexChange {
        public DropIndexes {
            indexes = List.copyOf(indexes);
            algorithmAndLock = List.copyOf(algorithmAndLock);
        }

        @Override
        public List<QualifiedName> tables() {
            return table.stream().toList();
        }
    }

    /**
     * PostgreSQL's {@code ALTER INDEX}.
     *
     * @param renamedTo empty where it is something else, which then is in {@code actions}
     */
    record ModifyIndex(
            QualifiedName index, boolean ifExists, Optional<Identifier> renamedTo, List<AlterAction> actions, Span span)
            implements IndexChange {
        public ModifyIndex {
            actions = List.copyOf(actions);
        }

        @Override
        public List<Unread> unread() {
            return actions.stream()
                    .filter(AlterAction.UnreadAction.class::isInstance)
                    .map(action -> ((AlterAction.UnreadAction) action).unread())
                    .toList();
        }
    }

    /**
     * {@code REINDEX}; SQLite's may name nothing.
     *
     * @param target {@code INDEX}, {@code TABLE}, {@code SCHEMA}, {@code DATABASE} or {@code SYSTEM}; empty for SQLite
     */
    record Reindex(Optional<String> target, Optional<QualifiedName> name, boolean concurrently, Span span)
            implements IndexChange {
        @Override
        public List<QualifiedName> tables() {
            return target.filter("TABLE"::equals).isPresent() ? name.stream().toList() : List.of();
        }
    }
}
