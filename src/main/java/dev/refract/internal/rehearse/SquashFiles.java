package dev.refract.internal.rehearse;

import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.history.Squash;
import dev.refract.internal.migrate.Create;
import dev.refract.internal.output.Controls;
import dev.refract.internal.schema.DialectSchema;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Puts a new migration in the place of others, whose folders move to one beside the migrations. */
final class SquashFiles {

    private final Path migrations;
    private final String name;
    /** Where the old ones go; a migrations folder of its own, so that it can still be deployed. */
    private final Path before;

    SquashFiles(Path migrations, String name) {
        this.migrations = migrations;
        this.name = name;
        this.before = migrations.resolveSibling(migrations.getFileName() + "_before_" + name);
    }

    /** Refuses what can't be a migration's folder's name; P3010 for one that is too long. */
    static void requireName(String name) {
        Create.requireShort(name);
        if (name.isBlank() || name.startsWith(".") || name.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ')) {
            throw wrongName(name, "can't be a folder's name", "Choose another: --name NAME");
        }
    }

    static RefractException wrongName(String name, String why, String next) {
        return new RefractException(
                null, "The name `" + Controls.escapedLine(name) + "` " + why + ". Nothing was written.", next);
    }

    /**
     * The script that makes a schema.
     *
     * @param nothing what an empty database has
     * @param whose a sentence's begin: what has what can't be written
     * @param next what to do then
     */
    static String script(Schema nothing, Schema schema, String whose, String next) {
        String script = DownScript.making(DialectSchema.downWriter(schema.dialect()), nothing, schema);
        if (DownScript.hasTodo(script)) {
            throw new RefractException(
                    null,
                    whose + " what can't be written as statements:\n"
                            + script.lines()
                                    .filter(DownScript::isUnfinished)
                                    .map(line -> "    " + line)
                                    .collect(Collectors.joining("\n"))
                            + "\nNothing was written.",
                    next);
        }
        return script;
    }

    /** Refuses where something is in the way of the old ones. */
    void requireRoom() {
        if (Files.exists(before)) {
            throw new RefractException(
                    null,
                    History.shown(before) + " is there already, and is where the squashed migrations would go. Nothing "
                            + "was written.",
                    "Remove it, or choose another name for the new migration: --name NAME");
        }
    }

    /**
     * Writes.
     *
     * @return where the old ones are now
     * @throws RefractException where that fails: then all is where it was
     */
    Path write(String script, String squash, List<Migration> old) {
        List<Path> made = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        try {
            Files.createDirectory(before);
            made.add(before);
            Path fresh = before.resolve(name);
            Files.createDirectory(fresh);
            made.add(fresh);
            made.add(Files.writeString(fresh.resolve(Migration.UP), script));
            made.add(Files.writeString(fresh.resolve(Squash.FILE), squash));
            Path lock = migrations.resolve(History.LOCK_FILE);
            if (Files.exists(lock)) {
                made.add(Files.copy(lock, before.resolve(History.LOCK_FILE)));
            }
            for (Migration migration : old) {
                Files.move(migrations.resolve(migration.name()), before.resolve(migration.name()));
                moved.add(migration.name());
            }
            Files.move(fresh, migrations.resolve(name));
            return before;
        } catch (IOException e) {
            undo(made, moved);
            throw new RefractException(
                    null,
                    "Could not write in " + History.shown(migrations) + ": " + Migration.reason(e) + ". Nothing was "
                            + "changed.",
                    "Make the folder and the one that it lies in writable, and run the command again.",
                    e);
        }
    }

    private void undo(List<Path> made, List<String> moved) {
        for (String folder : moved) {
            try {
                Files.move(before.resolve(folder), migrations.resolve(folder));
            } catch (IOException e) {
                throw new RefractException(
                        null,
                        "Could not move " + History.shown(before.resolve(folder)) + " back: " + Migration.reason(e)
                                + ".",
                        "Move what is in " + History.shown(before) + " back to " + History.shown(migrations) + ".",
                        e);
            }
        }
        for (int i = made.size() - 1; i >= 0; i--) {
            try {
                Files.deleteIfExists(made.get(i));
            } catch (IOException e) {
                // a file too many, in a folder of its own
            }
        }
    }
}
