package dev.refract.internal.online.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The names that PostgreSQL gives to indexes and constraints without one: {@code makeObjectName},
 * {@code ChooseRelationName} and {@code ChooseIndexNameAddition} of its source (commands/indexcmds.c).
 */
final class ChosenNames {

    /** NAMEDATALEN: bytes, with the zero at its end. */
    private static final int LENGTH = 64;

    /** What a name ends in. */
    enum Label {
        /** An index. */
        IDX(true, false),
        /** A unique key. */
        KEY(true, true),
        /** A primary key. */
        PKEY(true, true),
        /** A foreign key. */
        FKEY(false, true),
        /** A check. */
        CHECK(false, true),
        /** NOT NULL, from PostgreSQL 18. */
        NOT_NULL(false, true);

        /** Whether no relation of the schema may have the name. */
        final boolean relation;
        /** Whether no constraint of it may. */
        final boolean constraint;

        Label(boolean relation, boolean constraint) {
            this.relation = relation;
            this.constraint = constraint;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private ChosenNames() {}

    /**
     * The first name of its kind that is free.
     *
     * @param second the columns' part; empty for none
     */
    static String first(String table, String second, Label label, Predicate<String> taken) {
        String name = name(table, second, label.text());
        for (int pass = 1; taken.test(name); pass++) {
            name = name(table, second, label.text() + pass);
        }
        return name;
    }

    private static String name(String table, String second, String label) {
        int available = LENGTH - 1 - label.length() - 1 - (second.isEmpty() ? 0 : 1);
        int first = bytes(table);
        int rest = bytes(second);
        while (first + rest > available) {
            if (first > rest) {
                first--;
            } else {
                rest--;
            }
        }
        return cut(table, first) + (second.isEmpty() ? "" : "_" + cut(second, rest)) + "_" + label;
    }

    /** What the columns of an index make of its name; {@code expr} stands for an expression. */
    static String ofColumns(List<String> columns) {
        StringBuilder joined = new StringBuilder();
        for (String column : distinct(columns)) {
            if (joined.length() > 0) {
                joined.append('_');
            }
            joined.append(column);
            if (bytes(joined.toString()) >= LENGTH) {
                break;
            }
        }
        return joined.toString();
    }

    /** A name that occurs again gets a number. */
    private static List<String> distinct(List<String> columns) {
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            String name = column;
            for (int i = 1; names.contains(name); i++) {
                String number = Integer.toString(i);
                name = cut(column, Math.min(bytes(column), LENGTH - 1 - number.length())) + number;
            }
            names.add(name);
        }
        return names;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** No more bytes than these, and no half of a character. */
    private static String cut(String text, int bytes) {
        int end = text.length();
        while (bytes(text.substring(0, end)) > bytes) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }
}
