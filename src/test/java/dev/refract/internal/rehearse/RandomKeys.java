package dev.refract.internal.rehearse;

import dev.refract.internal.sql.Dialect;
import dev.refract.testing.Kind;
import java.util.List;
import java.util.Random;

/** The keys and indexes of a random case: its second table's rows refer to those of the first. */
final class RandomKeys {

    private static final List<String> ACTIONS = List.of(
            "",
            " ON DELETE CASCADE",
            " ON DELETE SET NULL",
            " ON DELETE CASCADE ON UPDATE CASCADE",
            " ON UPDATE SET NULL");

    private final RandomCase of;
    private final Kind kind;
    private final Random random;
    private final String suffix;
    private final boolean unique;
    private final boolean related;
    private final boolean indexed;
    private int names;

    RandomKeys(RandomCase of, Kind kind, Random random, String suffix) {
        this.of = of;
        this.kind = kind;
        this.random = random;
        this.suffix = suffix;
        this.unique = random.nextInt(3) == 0;
        this.related = random.nextBoolean();
        this.indexed = random.nextInt(3) == 0;
    }

    /** Of the first table's number. */
    String unique() {
        return unique ? " UNIQUE" : "";
    }

    /** The second table, and the first one's index. */
    String schema() {
        return create(of.other(), related ? of.any(ACTIONS) : null)
                + (indexed
                        ? "CREATE INDEX " + of.q("i" + suffix) + " ON " + of.table() + " (" + of.q("k") + ");\n"
                        : "");
    }

    private String create(String name, String action) {
        return "CREATE TABLE " + name + " (id integer NOT NULL PRIMARY KEY, v integer, " + of.q("r") + " integer"
                + (action == null ? "" : ", " + key(action)) + ");\n";
    }

    private String key(String action) {
        return "CONSTRAINT " + of.q("f" + suffix) + " FOREIGN KEY (" + of.q("r") + ") REFERENCES " + of.table() + " ("
                + target() + ")" + action;
    }

    private String target() {
        return unique ? of.q("k") : "id";
    }

    String row(int id) {
        return "INSERT INTO " + of.other() + " (id, v, " + of.q("r") + ") VALUES (" + id + ", " + random.nextInt(100)
                + ", " + (id == 5 ? "NULL" : id * (unique ? 10 : 1)) + ")";
    }

    String statement() {
        return switch (random.nextInt(8)) {
            case 0 -> index();
            case 1 -> dropIndex();
            case 2 -> foreignKey("");
            case 3 -> foreignKey(of.any(ACTIONS)) + rows();
            case 4 -> primaryKey();
            case 5 -> uniqueKey();
            default -> rows();
        };
    }

    private String index() {
        return "CREATE " + (random.nextBoolean() ? "UNIQUE " : "") + "INDEX " + of.q("j" + suffix + names++) + " ON "
                + of.table() + " (" + of.q("k") + (random.nextBoolean() ? ", id" : "") + ");\n";
    }

    private String dropIndex() {
        return indexed
                ? "DROP INDEX " + of.q("i" + suffix) + (kind.dialect() == Dialect.MYSQL ? " ON " + of.table() : "")
                        + ";\n"
                : index();
    }

    private String uniqueKey() {
        return kind == Kind.SQLITE
                ? index()
                : "ALTER TABLE " + of.table() + " ADD CONSTRAINT " + of.q("q" + suffix + names++) + " UNIQUE ("
                        + of.q("k") + ");\n";
    }

    /** Taken away, or another one in its place. */
    private String foreignKey(String action) {
        boolean add = !related || !action.isEmpty();
        if (kind == Kind.SQLITE) {
            String made = of.q("made" + suffix);
            String columns = "id, v, " + of.q("r");
            return create(made, add ? action : null) + "INSERT INTO " + made + " (" + columns + ") SELECT " + columns
                    + " FROM " + of.other() + ";\nDROP TABLE " + of.other() + ";\nALTER TABLE " + made + " RENAME TO "
                    + of.other() + ";\n";
        }
        String alter = "ALTER TABLE " + of.other();
        return (related
                        ? alter + (kind == Kind.POSTGRES ? " DROP CONSTRAINT " : " DROP FOREIGN KEY ")
                                + of.q("f" + suffix) + ";\n"
                        : "")
                + (add ? alter + " ADD " + key(action) + ";\n" : "");
    }

    private String primaryKey() {
        String key = of.any(List.of(of.q("k"), "id, " + of.q("k")));
        String alter = "ALTER TABLE " + of.table();
        return switch (kind) {
            case POSTGRES ->
                alter + " DROP CONSTRAINT " + of.primaryKey() + " CASCADE;\n" + alter + " ADD PRIMARY KEY (" + key
                        + ");\n";
            case MYSQL, MARIADB -> alter + " DROP PRIMARY KEY, ADD PRIMARY KEY (" + key + ");\n";
            case SQLITE -> index();
        };
    }

    /** What keys take along. */
    private String rows() {
        String t = of.table();
        return switch (random.nextInt(4)) {
            case 0 -> "DELETE FROM " + t + " WHERE id = 2;\n";
            case 1 -> "UPDATE " + t + " SET " + target() + " = " + target() + " + 1000;\n";
            case 2 ->
                kind == Kind.POSTGRES
                        ? "TRUNCATE TABLE " + t + " CASCADE;\n"
                        : "REPLACE INTO " + t + " (id, " + of.q("k") + ") VALUES (1, 11);\n";
            default -> "DELETE FROM " + t + ";\n";
        };
    }
}
