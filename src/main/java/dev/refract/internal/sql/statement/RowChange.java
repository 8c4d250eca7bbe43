package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is done to rows, and what only reads them. */
public sealed interface RowChange extends Change {
    /** The changes that the statement's WITH makes besides its own. */
    default List<RowChange> writes() {
        return List.of();
    }

    /** A column that is set. */
    record Assignment(Identifier column, Expression value) {}

    /**
     * {@code INSERT} and {@code REPLACE}.
     *
     * @param columns empty where the statement names none
     * @param query the SELECT that the rows come from; empty for {@code VALUES}, which are not read, {@code SET} and
     *     {@code DEFAULT VALUES}
     * @param onConflict whether rows that are there may be changed, replaced or skipped: {@code ON CONFLICT}, {@code ON
     *     DUPLICATE KEY}, {@code OR REPLACE}, {@code IGNORE}
     */
    record Insert(
            QualifiedName table,
            boolean replace,
            List<Identifier> columns,
            Optional<Query> query,
            boolean onConflict,
            List<RowChange> writes,
            Span span)
            implements RowChange {
        public Insert {
            columns = List.copyOf(columns);
            writes = List.copyOf(writes);
        }

        @Override
        public List<QualifiedName> tables() {
            return RowChange.tables(List.of(table), writes);
        }
    }

    /**
     * @param targets the table; MySQL's joined ones too
     * @param where where the condition stands, without its WHERE; empty for all rows
     * @param reads tables that are read besides
     * @param limited whether it has a LIMIT
     */
    record Update(
            List<QualifiedName> targets,
            List<Assignment> set,
            Optional<Span> where,
            List<QualifiedName> reads,
            boolean limited,
            List<RowChange> writes,
            Span span)
            implements RowChange {
        public Update {
            targets = List.copyOf(targets);
            set = List.copyOf(set);
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }

        @Override
        public List<QualifiedName> tables() {
            return RowChange.tables(targets, writes);
        }
    }

    /** As {@link Update}, without columns. */
    record Delete(
            List<QualifiedName> targets,
            Optional<Span> where,
            List<QualifiedName> reads,
            boolean limited,
            List<RowChange> writes,
            Span span)
            implements RowChange {
        public Delete {
            targets = List.copyOf(targets);
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }

        @Override
        public List<QualifiedName> tables() {
            return RowChange.tables(targets, writes);
        }
    }

    record Merge(QualifiedName table, List<QualifiedName> reads, List<RowChange> writes, Span span)
            implements RowChange {
        public Merge {
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }

        @Override
        public List<QualifiedName> tables() {
            return RowChange.tables(List.of(table), writes);
        }
    }

    record Truncate(List<QualifiedName> tables, boolean cascade, boolean restartIdentity, Span span)
            implements RowChange {
        public Truncate {
            tables = List.copyOf(tables);
        }
    }

    /**
     * PostgreSQL's {@code COPY}.
     *
     * @param table empty for {@code COPY (query)}
     * @param from whether rows come in
     */
    record Copy(Optional<QualifiedName> table, List<Identifier> columns, boolean from, Endpoint endpoint, Span span)
            implements RowChange {
        public Copy {
            columns = List.copyOf(columns);
        }

        /** Where the rows come from or go to. */
        public enum Endpoint {
            /** {@code STDIN} or {@code STDOUT}. */
            CLIENT,
            FILE,
            PROGRAM
        }

        @Override
        public List<QualifiedName> tables() {
            return from ? table.stream().toList() : List.of();
        }
    }

    /** MySQL's {@code LOAD DATA} and {@code LOAD XML}. */
    record Load(QualifiedName table, boolean local, boolean replace, Span span) implements RowChange {
        @Override
        public List<QualifiedName> tables() {
            return List.of(table);
        }
    }

    /** A SELECT, VALUES, TABLE, SHOW … by itself: changes nothing but by functions it calls, and by its WITH. */
    record Select(Query query) implements RowChange {
        @Override
        public Span span() {
            return query.span();
        }

        @Override
        public List<RowChange> writes() {
            return query.writes();
        }

        @Override
        public List<QualifiedName> tables() {
            return RowChange.tables(List.of(), query.writes());
        }
    }

    private static List<QualifiedName> tables(List<QualifiedName> own, List<RowChange> writes) {
        return writes.isEmpty()
                ? List.copyOf(own)
                : Stream.concat(own.stream(), writes.stream().flatMap(change -> change.tables().stream()))
                        .toList();
    }
}
