package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.Change;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes down.sql, the way back from a migration. */
public final class DownScript {

    /** The first line of every generated file. */
    public static final String HEADER = "-- This file was generated; read it before you rely on it.";

    /** How a line begins that says what a person must still do. A script that has one is not to be run. */
    public static final String TODO = "-- refract: TODO ";

    /** How the line begins after which a script says that it was tried and did not lead back. */
    static final String NOT_VERIFIED = "-- refract: NOT VERIFIED";

    private DownScript() {}

    /**
     * The script that leads back.
     *
     * @param writer of the migration's dialect
     * @param before the schema without the migration
     * @param after the schema with it, described from the same database, in which it was just applied
     * @param migration the migration's own script
     * @return its text, beginning with {@link #HEADER}; it has {@link #hasTodo a TODO} where no statement leads back
     */
    public static String write(DownWriter writer, Schema before, Schema after, Script migration) {
        ScriptBuilder draft = new ScriptBuilder().note(HEADER.substring(3));
        ScriptBuilder way = writer.undo(before, after, migration);
        MovedRows moved = MovedRows.of(before, after, migration);
        Set<Integer> takenBack = new HashSet<>(moved.deletions());
        takenBack.addAll(way.takenBack());
        LostData lost =
                LostData.of(before, after, migration, takenBack).unsaid(Losses.in(before.dialect(), way.text()));
        way.warn(new Refusals(before, after)::of);
        moved.emptied().forEach(way::loseNot);
        draft.add(lost.comments());
        draft.add(moved.way());
        draft.add(way);
        if (!migration.hasStatements()) {
            draft.note("The migration has no statements, so there is nothing to take back.")
                    .sql("SELECT 1");
        } else if (way.isEmpty() && lost.isFinal()) {
            draft.note("Nothing else is to be taken back.").sql("SELECT 1");
        } else if (way.isEmpty() && lost.isEmpty()) {
            draft.todo(
                    "The migration changes nothing that can be seen in the schema. Write the statements that take it "
                            + "back "
                            + "in place of this line, or SELECT 1; if there is nothing to take back.");
        } else if (way.isEmpty() && lost.todos().isEmpty()) {
            draft.todo(
                    "The migration changes rows only. Write the statements that take that back in place of this line, "
                            + "or SELECT 1; if it may stay.");
        }
        return draft.text();
    }

    /** The statements that lead from one schema to another where no migration tells how it came about. */
    public static String between(DownWriter writer, Schema from, Schema to) {
        return writer.undo(to, from, Script.parse(to.dialect(), "")).text();
    }

    /** The statements that make a schema where there is nothing yet. */
    public static String making(DownWriter writer, Schema nothing, Schema schema) {
        return writer.undo(schema, nothing, Script.parse(schema.dialect(), ""))
                .aboutNoRows()
                .text();
    }

    /**
     * Whether a statement does what no description of a schema holds: to roles, to the server, to rights on what is not
     * described.
     *
     * @param schema what the statement was part of making
     */
    public static boolean isUndescribed(Change change, Schema schema) {
        return LostData.unseen(change, schema, schema);
    }

    /**
     * What to put at the end of a script that was tried and did not lead back exactly.
     *
     * @param remains what differs, or how it failed; several lines
     */
    public static String notVerified(String remains) {
        return "\n" + NOT_VERIFIED + "\n"
                + remains.strip()
                        .lines()
                        .map(line -> ("-- " + line).stripTrailing())
                        .collect(java.util.stream.Collectors.joining("\n"))
                + "\n";
    }

    /** What stands below {@link #HEADER} where nobody knows what becomes of rows. */
    public static String withoutRows(String why) {
        return new ScriptBuilder().note("Tried with empty tables only: " + why).text();
    }

    /**
     * Whether a migration changed rows of tables that were there before and are there after it: the way back leaves
     * them as they are.
     */
    public static boolean leavesRows(Schema before, Schema after, Script migration) {
        return !LostData.of(before, after, migration, Set.of()).sentences().isEmpty();
    }

    /**
     * The tables that a migration renames by statements that can be read, as schemas name them: from the name after it
     * to the one before.
     */
    public static Map<String, String> renamedTables(Schema before, Schema after, Script migration) {
        return new NamedTables(before, after, migration).renamed();
    }

    /** Whether a script has a line that begins with {@link #TODO}. */
    public static boolean hasTodo(String downSql) {
        return downSql.lines().anyMatch(line -> line.stripLeading().startsWith(TODO.strip()));
    }

    /** Whether a line says that its script is not to be run as it is. */
    public static boolean isUnfinished(String line) {
        String text = line.stripLeading();
        return text.startsWith(TODO.strip()) || text.startsWith(NOT_VERIFIED);
    }
}
