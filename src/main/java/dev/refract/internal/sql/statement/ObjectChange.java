package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What is done to the other things in a database, of which the kind and the name are all that is read. */
public sealed interface ObjectChange extends Change {
    /** What they are. */
    enum Kind {
        SCHEMA,
        SEQUENCE,
        EXTENSION,
        POLICY,
        RULE,
        STATISTICS,
        COLLATION,
        CONVERSION,
        CAST,
        OPERATOR,
        OPERATOR_CLASS,
        OPERATOR_FAMILY,
        TEXT_SEARCH,
        TRANSFORM,
        LANGUAGE,
        ACCESS_METHOD,
        EVENT_TRIGGER,
        PUBLICATION,
        FOREIGN_DATA_WRAPPER,
        SERVER,
        USER_MAPPING,
        DEFAULT_PRIVILEGES,
        LARGE_OBJECT,
        /** {@code ALTER … ALL IN TABLESPACE}. */
        ALL_IN_TABLESPACE,
        LOADABLE_FUNCTION,
        SPATIAL_REFERENCE_SYSTEM
    }

    /**
     * @param name empty for a schema or statistics without one, a cast, a user mapping
     * @param table the table of a policy, rule, statistics
     */
    record CreateObject(
            Kind kind,
            Optional<QualifiedName> name,
            Optional<QualifiedName> table,
            boolean orReplace,
            boolean ifNotExists,
            boolean temporary,
            Span span)
            implements ObjectChange {
        @Override
        public List<QualifiedName> tables() {
            return table.stream().toList();
        }
    }

    /** @param renamedTo the new name, where it is renamed */
    record AlterObject(
            Kind kind,
            Optional<QualifiedName> name,
            Optional<QualifiedName> table,
            Optional<Identifier> renamedTo,
            Span span)
            implements ObjectChange {
        @Override
        public List<QualifiedName> tables() {
            return table.stream().toList();
        }
    }

    record DropObjects(
            Kind kind,
            List<QualifiedName> names,
            Optional<QualifiedName> table,
            boolean ifExists,
            boolean cascade,
            Span span)
            implements ObjectChange {
        public DropObjects {
            names = List.copyOf(names);
        }

        @Override
        public List<QualifiedName> tables() {
            return table.stream().toList();
        }
    }

    /**
     * {@code COMMENT ON} and {@code SECURITY LABEL ON}.
     *
     * @param target what it is on, as {@code TABLE} or {@code COLUMN}, in upper case
     * @param text empty for NULL
     */
    record Comment(String target, Optional<QualifiedName> name, Optional<String> text, boolean securityLabel, Span span)
            implements ObjectChange {
        @Override
        public List<QualifiedName> tables() {
            return target.equals("TABLE") ? name.stream().toList() : List.of();
        }
    }

    /**
     * {@code GRANT} and {@code REVOKE}, of privileges on objects; of roles, {@link ServerChange}.
     *
     * @param privileges in upper case, without their columns
     * @param target what they are on, as {@code TABLE}, {@code SCHEMA} or {@code ALL TABLES IN SCHEMA}
     */
    record Privileges(
            boolean grant,
            List<String> privileges,
            String target,
            List<QualifiedName> names,
            List<String> grantees,
            Span span)
            implements ObjectChange {
        public Privileges {
            privileges = List.copyOf(privileges);
            names = List.copyOf(names);
            grantees = List.copyOf(grantees);
        }

        @Override
        public List<QualifiedName> tables() {
            return target.equals("TABLE") ? names : List.of();
        }
    }

    /** {@code REASSIGN OWNED} and {@code DROP OWNED}. */
    record Owned(boolean drop, List<String> owners, Span span) implements ObjectChange {
        public Owned {
            owners = List.copyOf(owners);
        }
    }
}
