package dev.refract.internal.rehearse;

import dev.refract.testing.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The partitioned table of a random case; SQLite has none. */
final class RandomPartitions {

    private final RandomCase of;
    private final Kind kind;
    private final Random random;
    private final String p;
    private final List<String> parts = new ArrayList<>();
    private final boolean made;
    private boolean changed;

    RandomPartitions(RandomCase of, Kind kind, Random random, String suffix) {
        this.of = of;
        this.kind = kind;
        this.random = random;
        this.p = "p" + suffix;
        for (int i = 0; i < 5; i++) {
            parts.add("p" + i + suffix);
        }
        this.made = kind != Kind.SQLITE && random.nextBoolean();
    }

    /** One for each ten numbers up to 30. */
    String schema() {
        if (!made) {
            return "";
        }
        String table = "CREATE TABLE " + of.q(p) + " (id integer NOT NULL PRIMARY KEY, " + of.q("w")
                + " integer) PARTITION BY RANGE (id)";
        return kind == Kind.POSTGRES
                ? table + ";\n" + create(0) + create(1) + create(2)
                : table + " (" + less(0) + ", " + less(1) + ", " + less(2) + ");\n";
    }

    private String create(int part) {
        return "CREATE TABLE " + q(part) + " PARTITION OF " + of.q(p) + values(part, part + 1) + ";\n";
    }

    private static String values(int from, int to) {
        return " FOR VALUES FROM (" + from + "0) TO (" + to + "0)";
    }

    private String less(int part) {
        return "PARTITION " + q(part) + " VALUES LESS THAN (" + (part + 1) + "0)";
    }

    private String q(int part) {
        return of.q(parts.get(part));
    }

    List<String> rows() {
        return made ? List.of(row(3), row(7), row(15), row(25)) : List.of();
    }

    private String row(int id) {
        return "INSERT INTO " + of.q(p) + " (id, " + of.q("w") + ") VALUES (" + id + ", " + random.nextInt(100) + ")";
    }

    String statement() {
        if (!made || changed) { // few statements can follow each other here
            return "DELETE FROM " + of.other() + " WHERE id = 3;\n";
        }
        changed = true;
        String alter = "ALTER TABLE " + of.q(p);
        return kind == Kind.POSTGRES ? postgres(alter) : mysql(alter);
    }

    private String postgres(String alter) {
        String own = "(id integer NOT NULL PRIMARY KEY, " + of.q("w") + " integer)";
        return switch (random.nextInt(8)) {
            case 0 -> create(3) + row(35) + ";\n";
            case 1 ->
                "CREATE TABLE " + q(4) + " " + own + ";\nINSERT INTO " + q(4) + " VALUES (45, 1);\n" + alter
                        + " ATTACH PARTITION " + q(4) + values(4, 5) + ";\n";
            case 2 -> alter + " DETACH PARTITION " + q(1) + ";\n";
            case 3 ->
                alter + " DETACH PARTITION " + q(2) + ";\n" + alter + " ATTACH PARTITION " + q(2) + values(2, 9)
                        + ";\n";
            case 4 -> "DROP TABLE " + q(1) + ";\n";
            case 5 -> "TRUNCATE TABLE " + q(0) + ";\n";
            case 6 -> "DELETE FROM " + q(1) + ";\n";
            default -> "UPDATE " + of.q(p) + " SET id = id + 11 WHERE id < 20;\n";
        };
    }

    private String mysql(String alter) {
        String own = "CREATE TABLE " + q(4) + " LIKE " + of.q(p) + ";\nALTER TABLE " + q(4) + " REMOVE PARTITIONING;\n";
        return switch (random.nextInt(kind == Kind.MARIADB ? 11 : 9)) {
            case 0 -> alter + " ADD PARTITION (" + less(3) + ");\n" + row(35) + ";\n";
            case 1 -> alter + " DROP PARTITION " + q(1) + ";\n";
            case 2 -> alter + " TRUNCATE PARTITION " + q(0) + ";\n";
            case 3 -> alter + " REORGANIZE PARTITION " + q(0) + ", " + q(1) + " INTO (" + less(1) + ");\n";
            case 4 ->
                alter + " REORGANIZE PARTITION " + q(0) + " INTO (PARTITION " + q(4) + " VALUES LESS THAN (5), "
                        + less(0) + ");\n";
            case 5 -> alter + " REMOVE PARTITIONING;\n";
            case 6 -> alter + " PARTITION BY HASH (id) PARTITIONS 3;\n";
            case 7 -> own + alter + " EXCHANGE PARTITION " + q(1) + " WITH TABLE " + q(4) + ";\n";
            case 8 -> alter + " DROP PARTITION " + q(2) + ";\n" + alter + " ADD PARTITION (" + less(2) + ");\n";
            case 9 -> alter + " CONVERT PARTITION " + q(0) + " TO TABLE " + q(4) + ";\n";
            default -> own + alter + " CONVERT TABLE " + q(4) + " TO " + less(3) + ";\n";
        };
    }
}
