package dev.refract.internal.lint.observe;

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

    /**
     * The server's answer.
     *
     * @param rule the one that it is a case of, where no other says so
     * @param offset where in the script
     */
    public record Failure(String message, String rule, OptionalInt offset) {}
}
