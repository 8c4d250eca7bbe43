package dev.refract.internal.online.mysql;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * One of the comma-separated parts of an ALTER TABLE.
 *
 * @param name of the column, key or constraint it is about, without quotes; empty where it has none or the author left
 *     it out
 * @param newName where it renames; otherwise empty
 * @param words the keywords and unquoted names outside parentheses, in upper case
 * @param nameStart where the name's token is in {@link TableChange#actions()}; -1 where there is none
 * @param nameEnd after it
 * @param references the table that a foreign key in it refers to; empty without one
 */
record Action(
        Kind kind, String name, String newName, List<String> words, int nameStart, int nameEnd, String references) {

    enum Kind {
        ADD_COLUMN,
        DROP_COLUMN,
        CHANGE_COLUMN,
        MODIFY_COLUMN,
        RENAME_COLUMN,
        ALTER_COLUMN,
        ADD_INDEX,
        ADD_UNIQUE,
        ADD_PRIMARY,
        DROP_INDEX,
        DROP_PRIMARY,
        RENAME_INDEX,
        ALTER_INDEX,
        ADD_FOREIGN_KEY,
        DROP_FOREIGN_KEY,
        ADD_CHECK,
        DROP_CHECK,
        DROP_CONSTRAINT,
        ALTER_CHECK,
        RENAME_TABLE,
        CONVERT_CHARSET,
        PARTITION_BY,
        PARTITION_QUICK,
        PARTITION_COPYING,
        TABLESPACE,
        KEYS,
        VERSIONING,
        VALIDATION,
        ALGORITHM,
        LOCK,
        OPTION,
        OTHER
    }

    /** Options whose change rewrites the table; the others are a note in the catalog. */
    private static final Set<String> REWRITING_OPTIONS = Set.of(
            "ENGINE",
            "TYPE",
            "ROW_FORMAT",
            "KEY_BLOCK_SIZE",
            "COMPRESSION",
            "ENCRYPTION",
            "ENCRYPTED",
            "PAGE_COMPRESSED",
            "PAGE_COMPRESSION_LEVEL",
            "ENCRYPTION_KEY_ID",
            "TABLESPACE",
            "FORCE",
            "ORDER",
            "UNION",
            "CHECKSUM",
            "PAGE_CHECKSUM",
            "PACK_KEYS",
            "DELAY_KEY_WRITE",
            "INSERT_METHOD",
            "CONNECTION",
            "TRANSACTIONAL");

    Action {
        words = List.copyOf(words);
    }

    boolean has(String... consecutive) {
        return Collections.indexOfSubList(words, List.of(consecutive)) >= 0;
    }

    /** Whether the server only changes its catalog for it, whatever the table's size. */
    boolean isMetadataOnly() {
        return switch (kind) {
            case DROP_INDEX,
                    RENAME_INDEX,
                    ALTER_INDEX,
                    ALTER_COLUMN,
                    RENAME_COLUMN,
                    DROP_FOREIGN_KEY,
                    DROP_CHECK,
                    DROP_CONSTRAINT -> true;
            case OPTION -> words.stream().noneMatch(REWRITING_OPTIONS::contains);
            default -> isOutsideTheRows();
        };
    }

    /**
     * Whether it is about the table as a whole, and can neither be asked for with an ALGORITHM nor be done on a copy.
     */
    boolean isOutsideTheRows() {
        return kind == Kind.RENAME_TABLE
                || kind == Kind.PARTITION_QUICK
                || kind == Kind.TABLESPACE
                || kind == Kind.KEYS;
    }

    /** Whether servers of today do it with ALGORITHM=INSTANT, as a rule: only the attempt tells. */
    boolean isInstantAsARule() {
        return switch (kind) {
            case ADD_COLUMN ->
                !definesUniqueKey()
                        && !words.contains("AUTO_INCREMENT")
                        && !words.contains("STORED")
                        && !words.contains("PERSISTENT")
                        && !words.contains("CHECK")
                        && references.isEmpty();
            case DROP_COLUMN, RENAME_COLUMN, ALTER_COLUMN -> true;
            default -> false;
        };
    }

    /** Whether InnoDB does it with ALGORITHM=INPLACE, LOCK=NONE, as a rule. */
    boolean isInPlaceAsARule() {
        return isInstantAsARule()
                || isMetadataOnly()
                || kind == Kind.ADD_UNIQUE
                || kind == Kind.ADD_INDEX
                        && !words.contains("FULLTEXT")
                        && !words.contains("SPATIAL")
                        && !words.contains("VECTOR");
    }

    /** Whether rows that are there could be refused by a unique key that it adds. */
    boolean definesUniqueKey() {
        return switch (kind) {
            case ADD_UNIQUE, ADD_PRIMARY -> true;
            case ADD_COLUMN, CHANGE_COLUMN, MODIFY_COLUMN ->
                words.contains("UNIQUE") || words.contains("PRIMARY") || words.contains("KEY");
            default -> false;
        };
    }

    boolean definesColumn() {
        return kind == Kind.ADD_COLUMN || kind == Kind.CHANGE_COLUMN || kind == Kind.MODIFY_COLUMN;
    }

    boolean renamesColumn() {
        return (kind == Kind.CHANGE_COLUMN || kind == Kind.RENAME_COLUMN) && !name.equalsIgnoreCase(newName);
    }
}
