package dev.refract.report;

import java.util.Optional;

/**
 * Where in a script something failed.
 *
 * @param migration its name; empty for a script that is none
 * @param file the script's path, as messages show it
 * @param line counted from 1; empty where the place is not known
 * @param column counted from 1, in characters; empty where the place is not known
 * @param statement the number of the statement, from 1; empty where it is not known
 */
public record ScriptPlace(
        Optional<String> migration,
        String file,
        Optional<Integer> line,
        Optional<Integer> column,
        Optional<Integer> statement) {}
