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
    private boolean indexed;
    private boolean targetIsKey = true;
    private boolean unchecked;

    /** The foreign key's; null while there is none. */
    private String action;

    private int names;

    RandomKeys(RandomCase of, Kind kind, Random random, String suffix) {
        this.of = of;
        this.kind = kind;
        this.random = random;
        this.suffix = suffix;
        this.unique = random.nextInt(3) == 0;
        this.action = random.nextBoolean() ? of.any(ACTIONS) : null;
        this.indexed = random.nextInt(3) == 0;
    }

    /** Of the first table's number. */
    String unique() {
        return unique ? " UNIQUE" : "";
    }

    /** The second table, and the first one's index. */
    String schema() {
        return create(of.other(), action)
                + (indexed
                        ? "CREATE INDEX " + of.q("i" + suffix) + " ON " + of.table() + " (" + of.q("k") + ");\n"
                        : "");
    }

    /** Drops the first table, with what refers to it out of the way. */
    String dropTable(boolean rows) {
        String table = of.table();
        indexed = false;
        targetIsKey = true;
        if (action == null || kind == Kind.SQLITE) {
            return (rows && action != null ? free() : "") + "DROP TABLE " + table + ";\n";
        }
        if (kind == Kind.POSTGRES) {
            action = null;
            return "DROP TABLE " + table + " CASCADE;\n";
        }
        unchecked = random.nextBoolean();
        if (unchecked) {
            return (rows ? free() : "") + "SET FOREIGN_KEY_CHECKS = 0;\nDROP TABLE " + table + ";\n";
        }
        action = null;
        return drop() + "DROP TABLE " + table + ";\n";
    }

    /** When the table is there again. */
    String afterDrop() {
        boolean check = unchecked;
        unchecked = false;
        return check ? "SET FOREIGN_KEY_CHECKS = 1;\n" : "";
    }

    /** Mostly nothing refers to rows that go, or their key lets them. */
    String release() {
        return action == null || action.contains("DELETE") || random.nextInt(4) == 0 ? "" : free();
    }

    private String free() {
        return "UPDATE " + of.other() + " SET " + of.q("r") + " = NULL;\n";
    }

    private String create(String name, String with) {
        return "CREATE TABLE " + name + " (id integer NOT NULL PRIMARY KEY, v integer, " + of.q("r") + " integer"
                + (with == null ? "" : ", " + key(with)) + ");\n";
    }

    private String key(String with) {
        return "CONSTRAINT " + of.q("f" + suffix) + " FOREIGN KEY (" + of.q("r") + ") REFERENCES " + of.table() + " ("
                + target() + ")" + with;
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
        if (!indexed) {
            return index();
        }
        indexed = false;
        return "DROP INDEX " + of.q("i" + suffix) + (kind.dialect() == Dialect.MYSQL ? " ON " + of.table() : "")
                + ";\n";
    }

    private String uniqueKey() {
        return kind == Kind.SQLITE
                ? index()
                : "ALTER TABLE " + of.table() + " ADD CONSTRAINT " + of.q("q" + suffix + names++) + " UNIQUE ("
                        + of.q("k") + ");\n";
    }

    /** Taken away, or another one in its place. */
    private String foreignKey(String another) {
        boolean add = targetIsKey && (action == null || !another.isEmpty());
        String dropped = action == null ? "" : drop();
        action = add ? another : null;
        if (kind == Kind.SQLITE) {
            String made = of.q("made" + suffix);
            String columns = "id, v, " + of.q("r");
            return create(made, action) + "INSERT INTO " + made + " (" + columns + ") SELECT " + columns + " FROM "
                    + of.other() + ";\nDROP TABLE " + of.other() + ";\nALTER TABLE " + made + " RENAME TO " + of.other()
                    + ";\n";
        }
        return dropped + (add ? "ALTER TABLE " + of.other() + " ADD " + key(another) + ";\n" : index());
    }

    private String drop() {
        return "ALTER TABLE " + of.other() + (kind == Kind.POSTGRES ? " DROP CONSTRAINT " : " DROP FOREIGN KEY ")
                + of.q("f" + suffix) + ";\n";
    }

    private String primaryKey() {
        if (kind == Kind.SQLITE) {
            return index();
        }
        String key = of.any(List.of(of.q("k"), "id, " + of.q("k")));
        String alter = "ALTER TABLE " + of.table();
        boolean cascades = kind == Kind.POSTGRES && random.nextBoolean();
        String script = "";
        if (!unique) { // the foreign key goes with what it refers to
            script = action == null || cascades ? "" : drop();
            action = null;
            targetIsKey = false;
        }
        script += kind == Kind.POSTGRES
                ? alter + " DROP CONSTRAINT " + of.primaryKey() + (cascades ? " CASCADE" : "") + ";\n" + alter
                        + " ADD PRIMARY KEY (" + key + ");\n"
                : alter + " DROP PRIMARY KEY, ADD PRIMARY KEY (" + key + ");\n";
        of.newPrimaryKey();
        return script;
    }

    /** What keys take along. */
    private String rows() {
        String t = of.table();
        return switch (random.nextInt(4)) {
            case 0 -> release() + "DELETE FROM " + t + " WHERE id = 2;\n";
            case 1 ->
                (action == null || action.contains("ON UPDATE") ? "" : free()) + "UPDATE " + t + " SET " + target()
                        + " = " + target() + " + 1000;\n";
            case 2 ->
                kind == Kind.POSTGRES
                        ? "TRUNCATE TABLE " + t + " CASCADE;\n"
                        : release() + "REPLACE INTO " + t + " (id, " + of.q("k") + ") VALUES (1, 11);\n";
            default -> release() + "DELETE FROM " + t + ";\n";
        };
    }
}
