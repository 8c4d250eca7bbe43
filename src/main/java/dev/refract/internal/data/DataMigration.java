package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A data migration as its folder has it.
 *
 * @param table what is gone through, as data.toml names it; with its schema where that has a dot
 * @param key the key's columns that data.toml names; empty for one that is found
 * @param alias what the scripts call the table; empty for its own name
 * @param after the schema migration that must be applied before
 * @param before the schema migration that must not be applied before it is done
 * @param tuning sizes and times
 * @param once whether it runs as a whole, and not in batches
 * @param downTable what down.sql goes through, by a key that is found, where that is another table
 * @param checksum over all that decides what is done
 */
record DataMigration(
        String name,
        Migration files,
        String table,
        List<String> key,
        Optional<String> alias,
        Optional<String> after,
        Optional<String> before,
        Tuning tuning,
        boolean once,
        DataScript up,
        Optional<String> verify,
        Optional<DataScript> down,
        Optional<String> downTable,
        String checksum) {

    /**
     * Sizes and times: changing them is not editing.
     *
     * @param targetTime how long a batch should take
     * @param sleep a pause after each
     * @param minSize rows
     * @param maxSize rows
     * @param maxRows how many rows a script that runs once may change
     * @param timeout how long a script that runs once may take
     */
    record Tuning(Duration targetTime, Duration sleep, int minSize, int maxSize, long maxRows, Duration timeout) {}

    DataMigration {
        key = List.copyOf(key);
    }

    /** Reads it for a database of this dialect; what is wrong with it is an error before anything runs. */
    static DataMigration read(Migration files, Dialect dialect) {
        DataToml toml = DataToml.read(files);
        String qualifier = toml.qualifier();
        DataScript up = DataScript.read(files, "up", dialect, toml.once(), qualifier)
                .orElseThrow(() -> missing(
                        files,
                        "up.sql",
                        "Write in it what a batch does, for example: UPDATE users SET status = 'active' WHERE status "
                                + "IS NULL AND /* batch */ TRUE;"));
        Optional<DataScript> down = DataScript.read(files, "down", dialect, toml.once(), toml.downQualifier());
        Optional<String> verify = DataScript.verify(files, dialect);
        String whole = String.join(
                "\n--\n",
                toml.table(),
                String.join(",", toml.key()),
                toml.alias().orElse(""),
                toml.once() ? "once" : "batch",
                up.text(),
                verify.orElse(""),
                down.map(DataScript::text).orElse("")
                        + toml.downTable().map(name -> "\n--\n" + name).orElse(""));
        return new DataMigration(
                files.name(),
                files,
                toml.table(),
                toml.key(),
                toml.alias(),
                toml.after(),
                toml.before(),
                toml.tuning(),
                toml.once(),
                up,
                verify,
                down,
                toml.downTable(),
                Checksum.of(whole.getBytes(StandardCharsets.UTF_8)));
    }

    /** Going back is one of its own, without a check at the end. */
    DataMigration goingBack(DataScript down) {
        return new DataMigration(
                name + " (down)",
                files,
                downTable.orElse(table),
                downTable.isPresent() ? List.of() : key,
                downTable.isPresent() ? Optional.empty() : alias,
                after,
                before,
                tuning,
                once,
                down,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                checksum);
    }

    /** The table's own name. */
    String tableName() {
        return lastPart(table);
    }

    /** Its schema, where data.toml names one. */
    Optional<String> tableSchema() {
        int dot = table.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(table.substring(0, dot));
    }

    /** The table as it stands in SQL, with its schema. */
    String qualifiedTable(Database database) {
        return tableSchema()
                .map(schema -> database.dialect().quote(schema) + "."
                        + database.dialect().quote(tableName()))
                .orElseGet(() -> database.qualified(tableName()));
    }

    /** A table's name without its schema. */
    static String lastPart(String table) {
        return table.substring(table.indexOf('.') + 1);
    }

    static Optional<String> text(Migration files, String file) {
        return files.read(file).map(bytes -> files.text(file, bytes));
    }

    static RefractException missing(Migration files, String file, String next) {
        return new RefractException(
                null,
                "The data migration `" + Controls.escapedLine(files.name()) + "` has no " + file + ".",
                next,
                null,
                files.place(file));
    }
}
