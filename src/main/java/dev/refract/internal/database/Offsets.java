package dev.refract.internal.database;

import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the place of a mistake in a statement from what an error message says, where the database gives no position.
 */
final class Offsets {

    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");

    private Offsets() {}

    /** Where a line begins, counted from 1 at an offset. */
    static int ofLine(String text, int from, int line) {
        int start = from;
        for (int i = 1; i < line; i++) {
            int next = text.indexOf('\n', start);
            if (next < 0) {
                return start;
            }
            start = next + 1;
        }
        return start;
    }

    /** Where a name that the message puts in single quotes stands in the statement; else where the statement begins. */
    static int ofQuotedName(String message, Script script, SqlStatement statement) {
        Matcher quoted = QUOTED.matcher(message);
        while (quoted.find()) {
            String name = quoted.group(1);
            int found = ofWord(name, script.text(), statement);
            if (found < 0 && name.contains(".")) {
                found = ofWord(name.substring(name.lastIndexOf('.') + 1), script.text(), statement);
            }
            if (found >= 0) {
                return found;
            }
        }
        return statement.code();
    }

    /** Where a word stands in the statement, by itself and in any case; -1 where it does not. */
    static int ofWord(String word, String text, SqlStatement statement) {
        Matcher found = Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])", Pattern.CASE_INSENSITIVE)
                .matcher(text);
        found.region(statement.code(), statement.end());
        return found.find() ? found.start() : -1;
    }
}
