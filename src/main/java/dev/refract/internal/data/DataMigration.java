package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.output.Controls;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.RefractException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A data migration as its folder has it.
 *
 * @param toml what data.toml says
 * @param checksum over all that decides what is done
 */
record DataMigration(
        String name,
        Migration files,
        DataToml toml,
        DataScript up,
        Optional<String> verify,
        Optional<DataScript> down,
        String checksum) {

    /** Reads it for a database of this dialect; what is wrong with it is an error before anything runs. */
    static DataMigration read(Migration files, Dialect dialect) {
        DataToml toml = DataToml.read(files, dialect);
        DataScript up = DataScript.read(files, "up", dialect, toml.once(), toml.qualifier())
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
                files.name(), files, toml, up, verify, down, Checksum.of(whole.getBytes(StandardCharsets.UTF_8)));
    }

    /** Going back is one of its own, without a check at the end. */
    DataMigration goingBack(DataScript down) {
        return new DataMigration(
                name + " (down)", files, toml.goingBack(), down, Optional.empty(), Optional.empty(), checksum);
    }

    /** What is gone through, as data.toml names it; with its schema where that has a dot. */
    String table() {
        return toml.table();
    }

    /** The key's columns that data.toml names; empty for one that is found. */
    List<String> key() {
        return toml.key();
    }

    DataToml.Tuning tuning() {
        return toml.tuning();
    }

    /** Whether it runs as a whole, and not in batches. */
    boolean once() {
        return toml.once();
    }

    /** The table's own name. */
    String tableName() {
        return toml.tableName();
    }

    /** Its schema, where data.toml names one. */
    Optional<String> tableSchema() {
        int dot = table().indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(table().substring(0, dot));
    }

    /** The table as it stands in SQL, with its schema. */
    String qualifiedTable(Database database) {
        return tableSchema()
                .map(schema -> database.dialect().quote(schema) + "."
                        + database.dialect().quote(tableName()))
                .orElseGet(() -> database.qualified(tableName()));
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
