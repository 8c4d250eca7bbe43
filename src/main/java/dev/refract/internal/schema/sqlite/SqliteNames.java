package dev.refract.internal.schema.sqlite;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Token;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Names in SQLite's statements. Renaming puts quotes around them, so they are compared without any that need not be.
 */
final class SqliteNames {

    /** From SQLite's list of keywords, with those that are literals. */
    private static final Set<String> KEYWORDS = Set.of(
            ("ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY "
                            + "CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS "
                            + "CURRENT CURRENT_DATE CURRENT_TIME "
                            + "CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO "
                            + "DROP EACH ELSE END ESCAPE EXCEPT "
                            + "EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL FALSE FILTER FIRST FOLLOWING FOR FOREIGN FROM "
                            + "FULL GENERATED GLOB GROUP GROUPS HAVING IF "
                            + "IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS "
                            + "ISNULL JOIN KEY LAST LEFT LIKE LIMIT "
                            + "MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR ORDER "
                            + "OTHERS OUTER OVER PARTITION PLAN PRAGMA "
                            + "PRECEDING PRIMARY QUERY RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE "
                            + "RENAME REPLACE RESTRICT RETURNING RIGHT "
                            + "ROLLBACK ROW ROWS SAVEPOINT SELECT SET STORED STRICT TABLE TEMP TEMPORARY THEN TIES "
                            + "TO TRANSACTION TRIGGER TRUE UNBOUNDED UNION UNIQUE "
                            + "UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHIN WITHOUT")
                    .split(" "));

    private SqliteNames() {}

    /** The name as SQL: quoted only where it must be. */
    static String sql(String name) {
        boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_]*") && !KEYWORDS.contains(name.toUpperCase(Locale.ROOT));
        return plain ? name : Dialect.SQLITE.quote(name);
    }

    /**
     * A statement without quotes that need not be, and without a comment at its end, in which the next semicolon would
     * be lost.
     */
    static String bare(String sql) {
        return replace(Lexer.upToLastToken(Dialect.SQLITE, sql), UnaryOperator.identity(), false);
    }

    /**
     * A statement with its names replaced.
     *
     * @param names from a name to another, without quotes
     */
    static String replace(String sql, Map<String, String> names) {
        return names.isEmpty() ? sql : replace(sql, name -> names.getOrDefault(name, name), true);
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // what lies between the last token's end and this one's start
    private static String replace(String sql, UnaryOperator<String> names, boolean words) {
        StringBuilder text = new StringBuilder();
        Lexer lexer = new Lexer(Dialect.SQLITE, sql);
        int end = 0;
        while (lexer.next()) {
            text.append(sql, end, lexer.start());
            boolean name = lexer.kind() == Token.Kind.QUOTED
                    || words && lexer.kind() == Token.Kind.WORD && !lexer.name().equals(names.apply(lexer.name()));
            text.append(name ? sql(names.apply(lexer.name())) : lexer.text());
            end = lexer.end();
        }
        return text.append(sql.substring(end)).toString();
    }

    /** Whether a text names something, outside of its literals. */
    static boolean mentions(String sql, String name) {
        Lexer lexer = new Lexer(Dialect.SQLITE, sql);
        while (lexer.next()) {
            if (lexer.isName() && lexer.name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
