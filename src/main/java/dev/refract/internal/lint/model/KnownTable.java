package dev.refract.internal.lint.model;

import dev.refract.internal.sql.statement.Constraint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A table, as the statements that were read leave it. Names compare without regard to case. */
public final class KnownTable {

    /**
     * An index, or a key with one.
     *
     * @param constraint whether it belongs to a constraint
     */
    public record Index(
            String name, boolean unique, boolean primary, boolean constraint, List<String> columns, boolean whole) {
        /** Whether it is on just these columns, in any order, without an expression or a condition. */
        public boolean isOn(List<String> others) {
            return whole
                    && columns.size() == others.size()
                    && columns.stream().allMatch(column -> contains(others, column));
        }

        /** Whether one of its parts is the column. */
        public boolean has(String column) {
            return contains(columns, column);
        }
    }

    /** A check, or a NOT NULL that has a name. */
    public record Check(String name, Optional<String> notNull, boolean valid) {}

    /**
     * A foreign key of this table.
     *
     * @param referenced the columns of the other table; empty for its primary key
     * @param acts whether what happens to the other table's rows changes this one's: CASCADE, SET NULL
     */
    public record ForeignKey(
            String name,
            List<String> columns,
            String table,
            List<String> referenced,
            Optional<String> onDelete,
            boolean acts,
            boolean valid) {}

    private String name;
    private final boolean whole;
    private boolean isNew;
    final Map<String, KnownColumn> columns = new LinkedHashMap<>();
    final List<Index> indexes = new ArrayList<>();
    final List<Check> checks = new ArrayList<>();
    final List<ForeignKey> foreignKeys = new ArrayList<>();
    /** Those that this run has dropped. */
    final List<ForeignKey> formerKeys = new ArrayList<>();

    final List<String> triggers = new ArrayList<>();

    private Optional<String> charset = Optional.empty();

    KnownTable(String name, boolean whole, boolean isNew) {
        this.name = name;
        this.whole = whole;
        this.isNew = isNew;
    }

    /** As the statements write it, without quotes. */
    public String name() {
        return name;
    }

    void name(String other) {
        name = other;
    }

    /** Whether its columns are known; not where the statement that made it was not seen or not understood. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether a migration that is being looked at made it. */
    public boolean isNew() {
        return isNew;
    }

    void settle() {
        isNew = false;
        formerKeys.clear();
        columns.replaceAll((key, column) -> column.settled());
    }

    public Optional<KnownColumn> column(String column) {
        return Optional.ofNullable(columns.get(key(column)));
    }

    public List<KnownColumn> columns() {
        return List.copyOf(columns.values());
    }

    public List<Index> indexes() {
        return List.copyOf(indexes);
    }

    public List<Check> checks() {
        return List.copyOf(checks);
    }

    public List<ForeignKey> foreignKeys() {
        return List.copyOf(foreignKeys);
    }

    public List<String> triggers() {
        return List.copyOf(triggers);
    }

    public Optional<Index> index(String index) {
        return indexes.stream().filter(i -> i.name().equalsIgnoreCase(index)).findFirst();
    }

    public Optional<Index> primaryKey() {
        return indexes.stream().filter(Index::primary).findFirst();
    }

    /** A unique key of several columns that the column is one of. */
    public Optional<Index> uniqueOfSeveral(String column) {
        return indexes.stream()
                .filter(index -> index.unique() && index.columns().size() > 1 && index.has(column))
                .findFirst();
    }

    /** Whether rows differ in these columns already. */
    public boolean isUniqueIn(List<String> wanted) {
        return indexes.stream()
                .anyMatch(index -> index.unique()
                        && index.whole()
                        && index.columns().stream().allMatch(column -> contains(wanted, column)));
    }

    /** Whether the rows obeyed such a foreign key until this run dropped it. */
    public boolean hadForeignKey(List<String> own, String to) {
        return formerKeys.stream()
                .anyMatch(key -> key.table().equalsIgnoreCase(to)
                        && key.valid()
                        && key.columns().size() == own.size()
                        && own.stream().allMatch(column -> contains(key.columns(), column)));
    }

    /** The character set of columns that name none; empty where it is not known. */
    public Optional<String> charset() {
        return charset;
    }

    void charset(Optional<String> other) {
        charset = other;
    }

    /** Whether an index on whole rows begins with the columns. */
    public boolean isIndexed(List<String> wanted) {
        return indexes.stream()
                .anyMatch(index -> index.whole()
                        && index.columns().size() >= wanted.size()
                        && index.columns().subList(0, wanted.size()).stream()
                                .allMatch(column -> contains(wanted, column)));
    }

    /** Whether a valid check, or constraint, says that the column has no NULL. */
    public boolean isCheckedNotNull(String column) {
        return checks.stream()
                .anyMatch(check -> check.valid()
                        && check.notNull().filter(column::equalsIgnoreCase).isPresent());
    }

    KnownTable copy(String copied, boolean copyIsNew) {
        KnownTable copy = new KnownTable(copied, whole, copyIsNew);
        copy.columns.putAll(columns);
        copy.indexes.addAll(indexes);
        copy.checks.addAll(checks);
        copy.charset = charset;
        return copy;
    }

    void add(Constraint constraint, List<String> on) {
        String first = constraint.name().map(n -> n.name()).orElse("");
        List<String> named = constraint.columns().isEmpty() ? on : constraint.columns();
        String stem = name + (named.isEmpty() ? "" : "_" + String.join("_", named));
        boolean valid = !constraint.traits().notValid() && constraint.traits().enforced();
        if (constraint instanceof Constraint.PrimaryKey key) {
            String its = first.isEmpty() ? name + "_pkey" : first;
            indexes.add(new Index(its, true, true, true, key(key.usingIndex().map(i -> i.name()), named), true));
            indexes.get(indexes.size() - 1)
                    .columns()
                    .forEach(column -> columns.computeIfPresent(key(column), (k, old) -> old.required(true)));
        } else if (constraint instanceof Constraint.Unique unique) {
            String its = unique.indexName().map(i -> i.name()).orElse(first.isEmpty() ? stem + "_key" : first);
            indexes.add(
                    new Index(its, true, false, true, key(unique.usingIndex().map(i -> i.name()), named), true));
        } else if (constraint instanceof Constraint.Check check) {
            checks.add(new Check(
                    first.isEmpty() ? stem + "_check" : first, check.notNull().map(c -> c.name()), valid));
        } else if (constraint instanceof Constraint.NotNull notNull) {
            String column = notNull.column().name();
            checks.add(new Check(first.isEmpty() ? stem + "_not_null" : first, Optional.of(column), valid));
            if (valid) {
                columns.computeIfPresent(key(column), (k, old) -> old.required(true));
            }
        } else if (constraint instanceof Constraint.ForeignKey foreign) {
            foreignKeys.add(new ForeignKey(
                    first.isEmpty() ? stem + "_fkey" : first,
                    named,
                    foreign.table().name(),
                    foreign.referenced().stream().map(c -> c.name()).toList(),
                    foreign.onDelete(),
                    acts(foreign.onDelete()) || acts(foreign.onUpdate()),
                    valid));
        }
    }

    private static boolean acts(Optional<String> action) {
        return action.filter(its -> its.equals("CASCADE") || its.startsWith("SET"))
                .isPresent();
    }

    /** The columns of the index that becomes a key, which is then gone by that name. */
    private List<String> key(Optional<String> usingIndex, List<String> named) {
        Optional<Index> used = usingIndex.flatMap(this::index);
        used.ifPresent(indexes::remove);
        return used.map(Index::columns).orElse(named);
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean contains(List<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }
}
