package dev.refract.internal.lint.observe;

import dev.refract.internal.database.ScriptException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What came of a statement on the scratch database.
 *
 * @param tables those that were there before this run, in lower case: what is not among the effects was left alone
 * @param effects on them
 * @param said what the server said besides, one each: what a CASCADE took along; on MySQL and MariaDB that a replica
 *     may do otherwise
 * @param failure why it did not run
 */
public record Seen(Set<String> tables, List<Effect> effects, List<String> said, Optional<Failure> failure) {

    /** What MySQL and MariaDB refuse whatever the rows are: keys that don't match, what does not exist, or does. */
    private static final Set<String> OF_THE_SCHEMA = Set.of(
            "1005", "1022", "1025", "1050", "1054", "1059", "1060", "1061", "1064", "1067", "1068", "1069", "1070",
            "1071", "1072", "1074", "1075", "1091", "1101", "1118", "1146", "1170", "1215", "1239", "1553", "1828",
            "1829", "1832", "1833", "1845", "1846", "3152", "3730", "3734", "3780", "3822", "6125");

    /**
     * The server's answer.
     *
     * @param rule the one that it is a case of, where no other says so
     * @param ofRows whether the rows are the reason
     * @param offset where in the script
     */
    public record Failure(String message, String rule, boolean ofRows, OptionalInt offset) {}

    /** A statement that did not run. */
    static Seen failed(ScriptException e) {
        String message = e.failure().message();
        boolean syntax = message.contains("syntax error")
                || message.contains("unrecognized token")
                || e.failure().databaseCode().equals("1064");
        return new Seen(
                Set.of(),
                List.of(),
                List.of(),
                Optional.of(new Failure(
                        message.lines().findFirst().orElse(""),
                        syntax ? "fail-syntax" : "fail-statement",
                        !OF_THE_SCHEMA.contains(e.failure().databaseCode()),
                        e.failure().offset())));
    }
}
