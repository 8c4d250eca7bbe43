package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What is done to one of PostgreSQL's types and domains. */
public sealed interface TypeChange extends Change {
    record CreateEnum(QualifiedName type, List<String> labels, Span span) implements TypeChange {
        public CreateEnum {
            labels = List.copyOf(labels);
        }
    }

    record CreateComposite(QualifiedName type, List<ColumnDefinition> attributes, Span span) implements TypeChange {
        public CreateComposite {
            attributes = List.copyOf(attributes);
        }
    }

    /** A range, base or shell type: {@code RANGE}, {@code BASE}, {@code SHELL}. */
    record CreateOther(QualifiedName type, String form, Span span) implements TypeChange {}

    /** @param constraints its checks, as constraints without a column */
    record CreateDomain(
            QualifiedName domain,
            DataType type,
            boolean notNull,
            Optional<Expression> defaultValue,
            List<Constraint> constraints,
            Span span)
            implements TypeChange {
        public CreateDomain {
            constraints = List.copyOf(constraints);
        }
    }

    /** @param neighbour the label that it is put before or after; empty for the end */
    record AddValue(
            QualifiedName type,
            String label,
            boolean ifNotExists,
            Optional<String> neighbour,
            boolean before,
            Span span)
            implements TypeChange {}

    record RenameValue(QualifiedName type, String from, String to, Span span) implements TypeChange {}

    /**
     * {@code ADD}, {@code DROP}, {@code ALTER}, {@code RENAME} of attributes, as the actions of a table; also
     * {@code RENAME TO}, {@code SET SCHEMA}, {@code OWNER TO}.
     */
    record AlterType(QualifiedName type, List<AlterAction> actions, Span span) implements TypeChange {
        public AlterType {
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

    /** As actions of a table; where they are about a column, that is the domain itself. */
    record AlterDomain(QualifiedName domain, AlterAction action, Span span) implements TypeChange {
        @Override
        public List<Unread> unread() {
            return action instanceof AlterAction.UnreadAction part ? List.of(part.unread()) : List.of();
        }
    }

    record DropTypes(List<QualifiedName> types, boolean domain, boolean ifExists, boolean cascade, Span span)
            implements TypeChange {
        public DropTypes {
            types = List.copyOf(types);
        }
    }
}
