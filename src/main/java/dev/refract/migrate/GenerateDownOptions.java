package dev.refract.migrate;

import java.util.List;

/**
 * For which migrations to write down.sql, and how.
 *
 * @param which which migrations; default all that have no down.sql, or an empty one
 * @param write whether to write the files; otherwise the texts are only in the result; default true
 * @param force write over a down.sql that says something; default false
 * @param verify try each file: up, down, compare, up, compare; default true
 */
public record GenerateDownOptions(Which which, boolean write, boolean force, boolean verify) {

    /** Write what is missing, and verify it. */
    public static final GenerateDownOptions DEFAULT = new GenerateDownOptions(new Missing(), true, false, true);

    /** Which migrations to write down.sql for. */
    public sealed interface Which {}

    /** All that have no down.sql, or an empty one. */
    public record Missing() implements Which {}

    /** Those of them that the database does not have yet. */
    public record Pending() implements Which {}

    /** Those that are named, by their folder's name. */
    public record Named(List<String> names) implements Which {
        public Named {
            names = List.copyOf(names);
        }
    }
}
