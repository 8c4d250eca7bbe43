package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What is done to a view, materialised or not. */
public sealed interface ViewChange extends Change {
    /**
     * @param columns those that the statement names before AS
     * @param withData false for a materialised view {@code WITH NO DATA}
     */
    record CreateView(
            QualifiedName view,
            boolean materialized,
            boolean temporary,
            boolean orReplace,
            boolean ifNotExists,
            List<Identifier> columns,
            Query query,
            boolean withData,
            Span span)
            implements ViewChange {
        public CreateView {
            columns = List.copyOf(columns);
        }

        @Override
        public List<QualifiedName> tables() {
            return List.of(view);
        }
    }

    /** PostgreSQL's {@code ALTER VIEW} and {@code ALTER MATERIALIZED VIEW} have actions, MySQL's has a query. */
    record AlterView(
            QualifiedName view,
            boolean materialized,
            boolean ifExists,
            List<AlterAction> actions,
            Optional<Query> query,
            Span span)
            implements ViewChange {
        public AlterView {
            actions = List.copyOf(actions);
        }

        @Override
        public List<QualifiedName> tables() {
            return List.of(view);
        }

        @Override
        public List<Unread> unread() {
            return actions.stream()
                    .filter(AlterAction.UnreadAction.class::isInstance)
                    .map(action -> ((AlterAction.UnreadAction) action).unread())
                    .toList();
        }
    }

    record DropViews(List<QualifiedName> views, boolean materialized, boolean ifExists, boolean cascade, Span span)
            implements ViewChange {
        public DropViews {
            views = List.copyOf(views);
        }

        @Override
        public List<QualifiedName> tables() {
            return views;
        }
    }

    record RefreshView(QualifiedName view, boolean concurrently, boolean withData, Span span) implements ViewChange {
        @Override
        public List<QualifiedName> tables() {
            return List.of(view);
        }
    }
}
