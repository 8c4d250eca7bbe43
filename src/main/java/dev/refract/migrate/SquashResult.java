package dev.refract.migrate;

import java.util.List;
import java.util.Optional;

/**
 * Migrations that became one, which leaves the same schema: both were run on scratch databases, and what they left was
 * the same.
 *
 * @param migration the new one's name
 * @param path where its script is, or with {@link SquashOptions#dryRun(boolean)} would be
 * @param replaced the names of those that it stands for, in order
 * @param statements what they do besides making a schema
 * @param data what became of that
 * @param rows how many rows the new one writes, by table; empty where none are kept
 * @param before the folder that has the old ones now; empty for a dry run
 * @param script the new one's text
 */
public record SquashResult(
        String migration,
        String path,
        List<String> replaced,
        List<DataStatement> statements,
        SquashOptions.Data data,
        List<Kept> rows,
        Optional<String> before,
        String script) {

    /**
     * A statement that does, or may do, something to rows.
     *
     * @param migration whose script has it
     * @param path where that is
     * @param line where the statement begins, from 1
     * @param sql how it begins, on one line
     */
    public record DataStatement(String migration, String path, int line, String sql) {}

    /**
     * Rows that the new migration writes.
     *
     * @param table the table's name
     * @param rows how many
     */
    public record Kept(String table, long rows) {}

    /**
     * Copies the lists.
     *
     * @param migration the new one's name
     * @param path where its script is
     * @param replaced the names of those that it stands for
     * @param statements what they do besides making a schema
     * @param data what became of that
     * @param rows how many rows the new one writes, by table
     * @param before the folder that has the old ones now
     * @param script the new one's text
     */
    public SquashResult {
        replaced = List.copyOf(replaced);
        statements = List.copyOf(statements);
        rows = List.copyOf(rows);
    }
}
