package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What is done to a function, procedure, aggregate, package, trigger or event. */
public sealed interface RoutineChange extends Change {
    /** What is code in the database. */
    enum Kind {
        FUNCTION,
        PROCEDURE,
        /** PostgreSQL's {@code ROUTINE} of either kind. */
        ROUTINE,
        AGGREGATE,
        /** MariaDB's, its body too. */
        PACKAGE,
        EVENT
    }

    /**
     * @param language in lower case; empty where the statement does not say
     * @param body where the code stands, quotes and all; empty where it is not found
     */
    record CreateRoutine(
            Kind kind,
            QualifiedName name,
            boolean orReplace,
            boolean ifNotExists,
            Optional<String> language,
            Optional<Span> body,
            Span span)
            implements RoutineChange {}

    /** What it alters is not read further than a new name. */
    record AlterRoutine(Kind kind, QualifiedName name, Optional<Identifier> renamedTo, Span span)
            implements RoutineChange {}

    record DropRoutines(Kind kind, List<QualifiedName> names, boolean ifExists, boolean cascade, Span span)
            implements RoutineChange {
        public DropRoutines {
            names = List.copyOf(names);
        }
    }

    /**
     * @param moment {@code BEFORE}, {@code AFTER} or {@code INSTEAD OF}
     * @param events {@code INSERT}, {@code UPDATE}, {@code DELETE}, {@code TRUNCATE}
     * @param function the one that PostgreSQL executes; empty for a body
     */
    record CreateTrigger(
            QualifiedName name,
            QualifiedName table,
            String moment,
            List<String> events,
            boolean eachRow,
            boolean constraint,
            boolean orReplace,
            boolean ifNotExists,
            Optional<QualifiedName> function,
            Span span)
            implements RoutineChange {
        public CreateTrigger {
            events = List.copyOf(events);
        }

        @Override
        public List<QualifiedName> tables() {
            return List.of(table);
        }
    }

    /** PostgreSQL's {@code ALTER TRIGGER … ON t RENAME TO x}, {@code DEPENDS ON EXTENSION}. */
    record AlterTrigger(QualifiedName name, QualifiedName table, Optional<Identifier> renamedTo, Span span)
            implements RoutineChange {
        @Override
        public List<QualifiedName> tables() {
            return List.of(table);
        }
    }

    /** @param table PostgreSQL's {@code ON} */
    record DropTrigger(QualifiedName name, Optional<QualifiedName> table, boolean ifExists, boolean cascade, Span span)
            implements RoutineChange {
        @Override
        public List<QualifiedName> tables() {
            return table.stream().toList();
        }
    }
}
