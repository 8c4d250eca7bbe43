package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** A constraint, written with its column, with its table, or added. */
public sealed interface Constraint {
    /** Its name; empty where the server makes one. */
    Optional<Identifier> name();

    Traits traits();

    Span span();

    /** The columns it is about, as far as it names them; those of expressions are not among them. */
    List<String> columns();

    /**
     * When and whether it is checked.
     *
     * @param notValid rows that are there are not checked
     * @param enforced false for {@code NOT ENFORCED}
     * @param noInherit not for tables that inherit from this one
     */
    record Traits(
            boolean notValid, boolean deferrable, boolean initiallyDeferred, boolean enforced, boolean noInherit) {
        /** What holds where nothing is said. */
        public static final Traits PLAIN = new Traits(false, false, false, true, false);
    }

    /**
     * @param usingIndex the index that becomes the key; then there are no parts
     * @param autoIncrement SQLite's {@code AUTOINCREMENT}
     * @param options {@code WITH (…)}, {@code USING INDEX TABLESPACE}, {@code ON CONFLICT}, MySQL's index options
     */
    record PrimaryKey(
            Optional<Identifier> name,
            List<IndexPart> parts,
            Optional<Identifier> usingIndex,
            List<Identifier> include,
            boolean autoIncrement,
            List<Option> options,
            Traits traits,
            Span span)
            implements Constraint {
        public PrimaryKey {
            parts = List.copyOf(parts);
            include = List.copyOf(include);
            options = List.copyOf(options);
        }

        @Override
        public List<String> columns() {
            return names(parts);
        }
    }

    /**
     * @param indexName MySQL's {@code UNIQUE INDEX name}; the constraint's name is the index's where it has none
     * @param usingIndex the index that becomes the key; then there are no parts
     */
    record Unique(
            Optional<Identifier> name,
            Optional<Identifier> indexName,
            List<IndexPart> parts,
            Optional<Identifier> usingIndex,
            List<Identifier> include,
            boolean nullsNotDistinct,
            List<Option> options,
            Traits traits,
            Span span)
            implements Constraint {
        public Unique {
            parts = List.copyOf(parts);
            include = List.copyOf(include);
            options = List.copyOf(options);
        }

        @Override
        public List<String> columns() {
            return names(parts);
        }
    }

    /**
     * @param own the columns that refer
     * @param referenced the columns referred to; empty for the primary key
     * @param onDelete as {@code CASCADE} or {@code SET NULL}, in upper case; empty where nothing is said
     * @param match {@code FULL}, {@code PARTIAL} or {@code SIMPLE}
     */
    record ForeignKey(
            Optional<Identifier> name,
            List<Identifier> own,
            QualifiedName table,
            List<Identifier> referenced,
            Optional<String> onDelete,
            Optional<String> onUpdate,
            Optional<String> match,
            Traits traits,
            Span span)
            implements Constraint {
        public ForeignKey {
            own = List.copyOf(own);
            referenced = List.copyOf(referenced);
        }

        @Override
        public List<String> columns() {
            return own.stream().map(Identifier::name).toList();
        }
    }

    /**
     * @param notNull the column where the condition is no more than {@code column IS NOT NULL}
     * @param column the column it is written with; empty for one of the table
     */
    record Check(
            Optional<Identifier> name,
            Expression condition,
            Optional<Identifier> notNull,
            Optional<Identifier> column,
            Traits traits,
            Span span)
            implements Constraint {
        @Override
        public List<String> columns() {
            return column.map(Identifier::name).stream().toList();
        }
    }

    /** PostgreSQL's {@code EXCLUDE}; the operators are options of the parts. */
    record Exclude(
            Optional<Identifier> name,
            Optional<String> method,
            List<IndexPart> parts,
            Optional<Expression> where,
            List<Option> options,
            Traits traits,
            Span span)
            implements Constraint {
        public Exclude {
            parts = List.copyOf(parts);
            options = List.copyOf(options);
        }

        @Override
        public List<String> columns() {
            return names(parts);
        }
    }

    /**
     * {@code NOT NULL} as a constraint that has a name or traits: PostgreSQL 18's {@code ADD CONSTRAINT x NOT NULL c
     * NOT VALID}.
     */
    record NotNull(Optional<Identifier> name, Identifier column, Traits traits, Span span) implements Constraint {
        @Override
        public List<String> columns() {
            return List.of(column.name());
        }
    }

    private static List<String> names(List<IndexPart> parts) {
        return parts.stream()
                .flatMap(part -> part.column().stream())
                .map(Identifier::name)
                .toList();
    }
}
