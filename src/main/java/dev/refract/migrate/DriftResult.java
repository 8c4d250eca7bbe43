package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * How a database differs from what its applied migrations make of an empty one. Rights, owners and the versions of
 * extensions are not compared; nor are schemas that neither the project nor its migrations name.
 *
 * @param database what it is, without a secret
 * @param applied the migrations that the ledger says are applied, in its order: what the database is compared with
 * @param edited those of them whose script is not what was applied; it was run as it is now
 * @param failed migrations that began and did not come to their end, some of whose statements may be there
 * @param differences object by object; empty where there are none
 * @param sql the statements that lead from what the database has to what the migrations make, not tried; empty where
 *     nobody asked, or nothing differs
 */
public record DriftResult(
        String database,
        List<String> applied,
        List<String> edited,
        List<String> failed,
        List<Difference> differences,
        Optional<String> sql) {

    /** How an object differs. */
    public enum Type {
        /** The migrations make it, and the database has it not. */
        MISSING,
        /** The database has it, and the migrations don't make it. */
        EXTRA,
        /** Both have it, in another form. */
        DIFFERENT
    }

    /**
     * One object that differs. What belongs to a table that is missing or extra is a part of that table's definition.
     *
     * @param type how
     * @param kind what it is, in words: {@code foreign key}
     * @param table the table that it belongs to; empty for what stands on its own
     * @param name its own name; empty for a primary key without one
     * @param expected its definition as the migrations make it, a property a line; empty where they don't
     * @param actual its definition in the database; empty where it is missing
     */
    public record Difference(
            Type type, String kind, String table, String name, Optional<String> expected, Optional<String> actual) {

        /** {@return what differs, in words: {@code column User.email}} */
        public String object() {
            return (kind + " " + (table.isEmpty() ? name : name.isEmpty() ? table : table + "." + name)).strip();
        }

        /**
         * The lines of both definitions that are not in the other.
         *
         * @return first what the migrations make, after a {@code -}, then what the database has, after a {@code +}
         */
        public List<String> lines() {
            List<String> should = expected.map(text -> text.lines().toList()).orElse(List.of());
            List<String> is = actual.map(text -> text.lines().toList()).orElse(List.of());
            return java.util.stream.Stream.concat(
                            should.stream().filter(line -> !is.contains(line)).map(line -> "- " + line),
                            is.stream().filter(line -> !should.contains(line)).map(line -> "+ " + line))
                    .toList();
        }
    }

    /**
     * Copies the lists.
     *
     * @param database what it is, without a secret
     * @param applied the migrations that the ledger says are applied
     * @param edited those of them whose script is not what was applied
     * @param failed migrations that began and did not come to their end
     * @param differences object by object
     * @param sql the statements that lead to what the migrations make
     */
    public DriftResult {
        applied = List.copyOf(applied);
        edited = List.copyOf(edited);
        failed = List.copyOf(failed);
        differences = List.copyOf(differences);
    }

    /** {@return whether anything differs} */
    public boolean hasDrift() {
        return !differences.isEmpty();
    }
}
