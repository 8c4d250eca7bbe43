package dev.refract.internal.migrate.run;

import java.util.regex.Pattern;

/** Scripts that failed because what they make is there: of a baseline or a squashed history, nothing is to be run. */
final class AlreadyThere {

    /**
     * Tables, columns, other objects, schemas and functions; MySQL's tables, columns, keys, databases, foreign keys,
     * routines and triggers; SQLite has words only.
     */
    private static final Pattern SAID = Pattern.compile(
            "(?m)^Database error code: (42P07|42701|42710|42P06|42723|1050|"
                    + "1060|1061|1007|1826|1304|1359|1\\R\\RDatabase error:\\R(?:duplicate column name: .*|there is already .*|.* already exists))$");

    private AlreadyThere() {}

    /** Whether a failure's text, as it is shown and kept in the ledger, says so. */
    static boolean in(String text) {
        return SAID.matcher(text).find() && !text.contains("DROP INDEX CONCURRENTLY"); // an invalid index is not it
    }

    /** What to do where the database has all of it. */
    static String advice(String migration) {
        return "If the database already has all that it does (a baseline, a squashed history), record it as applied "
                + "instead:\n    refract migrate resolve " + Advice.option("--applied", migration);
    }
}
