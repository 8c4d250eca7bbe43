package dev.refract.internal.lint;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.History;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The data migrations, whose scripts are checked as well.
 *
 * @param folder for git; empty on the class path
 * @param done asks a database which of them need not run any more
 * @param scans asks it for the tables that a batch of one reads as a whole, by the number of the statement
 */
public record DataFolder(
        History history,
        Optional<Path> folder,
        Function<Database, Set<String>> done,
        BiFunction<Database, String, Map<Integer, Set<String>>> scans) {}
