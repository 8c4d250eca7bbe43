package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * Something that a migration would do to a database or to the programs that use it.
 *
 * @param rule its id, such as {@code lock-index}
 * @param severity how bad it is, for this server and statement
 * @param migration the folder's name
 * @param file the script, as a person would name it
 * @param line from 1, in the file
 * @param column in characters, from 1
 * @param endLine the line of its last character
 * @param statement its number in the file, from 1
 * @param tables that it is about, as the script names them
 * @param message what happens, for this statement
 * @param why what that means for who uses the database
 * @param safe what to do instead, one text a migration; empty where there is nothing else to write
 * @param sql the statement
 * @param sqlFrom where in {@code sql} that begins which it is about, as Java counts, from 0
 * @param sqlTo where it ends: the first character that it is not about
 * @param rows how many its first table has, where that is known: counted up to 10,000, beyond that about so many
 * @param warnedAt the line of the script where Prisma's own {@code Warnings:} say the same; empty where they don't
 * @param observed whether the server was seen to do it, on a scratch database; otherwise it is by rule
 */
public record LintFinding(
        String rule,
        Severity severity,
        String migration,
        String file,
        int line,
        int column,
        int endLine,
        int statement,
        List<String> tables,
        String message,
        String why,
        List<String> safe,
        String sql,
        int sqlFrom,
        int sqlTo,
        Optional<Long> rows,
        Optional<Integer> warnedAt,
        boolean observed) {

    /**
     * What happens, and what that means, in one text. Where Prisma's own warnings say it, the place of that stands for
     * what it means.
     *
     * @return some sentences
     */
    public String words() {
        return message + " " + meaning();
    }

    /**
     * What that means, or where Prisma's own warnings say it.
     *
     * @return a sentence
     */
    public String meaning() {
        return warnedAt.map(warned -> "Prisma's own warning in line " + warned + " says so, too.")
                .orElse(why);
    }

    /** How bad it is; the worst last. */
    public enum Severity {
        /** To be known. */
        INFO,
        /** It breaks programs, or blocks them for as long as the table is large. */
        WARNING,
        /** It fails, destroys, or blocks for the whole run. */
        ERROR
    }

    /**
     * Copies the lists.
     *
     * @param rule its id
     * @param severity how bad it is
     * @param migration the folder's name
     * @param file the script
     * @param line from 1
     * @param column from 1
     * @param endLine the line of its last character
     * @param statement from 1
     * @param tables that it is about
     * @param message what happens
     * @param why what that means
     * @param safe what to do instead
     * @param sql the statement
     * @param sqlFrom where in {@code sql} that begins which it is about
     * @param sqlTo where it ends
     * @param rows how many its first table has
     * @param warnedAt where Prisma's own warnings say the same
     * @param observed whether the server was seen to do it
     */
    public LintFinding {
        tables = List.copyOf(tables);
        safe = List.copyOf(safe);
    }
}
