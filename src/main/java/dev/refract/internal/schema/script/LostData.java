package dev.refract.internal.schema.script;

import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.ObjectChange;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.ServerChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.migrate.Loss;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a migration did to rows, and to what else no description of a schema holds: it stays as it is when the schema
 * goes back.
 *
 * @param losses one for each such statement
 * @param remade what is lost by tables and columns that were made again
 * @param todos what a person must take back, as far as it is known to need it
 */
record LostData(List<Lost> losses, List<Lost> remade, List<String> todos) {

    /**
     * What one statement did.
     *
     * @param tables whose rows, as they stand in SQL; empty where that is not known
     * @param column the same, of one table; empty for whole rows
     */
    record Lost(List<String> tables, String column, String sentence) {
        Lost(List<String> tables, String sentence) {
            this(tables, "", sentence);
        }
    }

    private static final Set<AlterAction.Partitioning.Verb> TAKING_ROWS = Set.of(
            AlterAction.Partitioning.Verb.DROP,
            AlterAction.Partitioning.Verb.TRUNCATE,
            AlterAction.Partitioning.Verb.EXCHANGE,
            AlterAction.Partitioning.Verb.CONVERT,
            AlterAction.Partitioning.Verb.DISCARD);

    private static final Set<ServerChange.Kind> UNSEEN = EnumSet.of(
            ServerChange.Kind.ROLE,
            ServerChange.Kind.TABLESPACE,
            ServerChange.Kind.SUBSCRIPTION,
            ServerChange.Kind.SYSTEM,
            ServerChange.Kind.MEMBERSHIP);
    private static final int EXCERPT = 90;

    /** @param undone the numbers of the statements whose rows the way back brings back */
    static LostData of(Schema before, Schema after, Script migration, Set<Integer> undone) {
        List<Lost> losses = new ArrayList<>();
        List<Lost> remade = new ArrayList<>();
        List<String> todos = new ArrayList<>();
        Remade remaking = new Remade(migration, before, after);
        NamedTables named = new NamedTables(before, after, migration);
        KeyActions keys = new KeyActions(before, named, migration);
        for (SqlStatement statement : migration.statements()) {
            if (undone.contains(statement.number())) {
                continue;
            }
            Change change = migration.change(statement);
            NamedTables.At at = named.at(statement);
            Optional<String> rows = rows(change, at);
            remaking.by(statement)
                    .forEach(found -> remade.add(new Lost(
                            List.of(named.whole(found.table())),
                            found.column(),
                            "Statement " + statement.number() + " of the migration " + found.what() + ".")));
            List<String> leftOut = rows.isPresent() ? List.of() : leftOut(change, migration, at);
            if (rows.isPresent()) {
                losses.add(new Lost(
                        tables(change, at),
                        "Statement " + statement.number() + " of the migration " + rows.get() + ": "
                                + excerpt(statement, migration)));
            } else if (!leftOut.isEmpty()) {
                losses.add(new Lost(
                        leftOut,
                        "Statement " + statement.number() + " of the migration copied only some of the rows, and the "
                                + "others do not come back: " + excerpt(statement, migration)));
            } else if (isBlock(change, migration.dialect())) {
                losses.add(new Lost(
                        List.of(),
                        "Statement " + statement.number()
                                + " of the migration is a DO block: what it did to the schema is taken back, what it "
                                + "did to rows is not."));
            } else if (unseen(change, before, after) && !isAboutNewThings(change, before, after)) {
                todos.add("Take back what statement " + statement.number() + " did: " + excerpt(statement, migration));
            }
            if (change instanceof RowChange row) {
                keys.of(row, at).forEach(effect -> byKey(effect, statement, named, losses));
            }
        }
        return new LostData(losses, remade, todos);
    }

    private static void byKey(KeyActions.Effect effect, SqlStatement statement, NamedTables named, List<Lost> losses) {
        if (named.atFirst().stays(effect.table())) {
            losses.add(new Lost(
                    named.atFirst().names(effect.table()).toList(),
                    named.column(effect.table(), effect.column()),
                    "Statement " + statement.number() + " of the migration " + effect.what()));
        }
    }

    // --- rows

    /** What a statement did to rows that are there before and after the migration; empty where it did nothing. */
    private static Optional<String> rows(Change change, NamedTables.At at) {
        if (change instanceof Unread) {
            return Optional.of("is not understood: what it did to rows, if anything, is not undone");
        }
        if (change instanceof Execution run) {
            return run(run, at);
        }
        if (change instanceof TableChange.AlterTable alter) {
            return partitions(alter, at);
        }
        if (!(change instanceof RowChange row)) {
            return Optional.empty();
        }
        String all = Stream.concat(row.writes().stream(), Stream.of(row))
                .filter(one -> stays(one, at))
                .map(LostData::verb)
                .distinct()
                .collect(Collectors.joining(", and "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }

    /** The trial's rows may all be in other partitions. */
    private static Optional<String> partitions(TableChange.AlterTable alter, NamedTables.At at) {
        return at.stays(alter.table().name())
                ? alter.actions().stream()
                        .flatMap(LostData::partitioning)
                        .map(partitioning -> switch (partitioning.verb()) {
                            case DROP -> "dropped partitions, whose rows do not come back";
                            case TRUNCATE -> "emptied partitions, whose rows do not come back";
                            case CONVERT ->
                                "moved rows between a table and a partition, which are lost with what goes below";
                            case DISCARD -> "took partitions their rows, which do not come back";
                            default -> "exchanged rows, which stay where they are now";
                        })
                        .findFirst()
                : Optional.empty();
    }

    /** What moves rows out of the table. */
    private static Stream<AlterAction.Partitioning> partitioning(AlterAction action) {
        return action instanceof AlterAction.Partitioning partitioning && TAKING_ROWS.contains(partitioning.verb())
                ? Stream.of(partitioning)
                : Stream.empty();
    }

    /** The tables that the migration makes anew, of whose rows this statement copies a part: as they stand in SQL. */
    private static List<String> leftOut(Change change, Script migration, NamedTables.At at) {
        if (!(change instanceof RowChange.Insert insert)
                || insert.query()
                        .filter(query -> query.filtered() || query.reads().size() > 1)
                        .isEmpty()) {
            return List.of();
        }
        List<String> dropped = migration.statements().stream()
                .filter(statement -> statement.kind() == SqlStatement.Kind.DROP_TABLE)
                .flatMap(statement -> migration.change(statement).tables().stream())
                .map(table -> table.name().toLowerCase(Locale.ROOT))
                .toList();
        return insert.query().orElseThrow().reads().stream()
                .filter(table -> dropped.contains(table.name().toLowerCase(Locale.ROOT)))
                .filter(table -> at.stays(table.name())
                        || at.isMovedTo(table.name(), insert.table().name()))
                .flatMap(table -> at.names(table.name()))
                .distinct()
                .toList();
    }

    /** Those whose rows it changed, as they are called before the migration. */
    private static List<String> tables(Change change, NamedTables.At at) {
        if (change instanceof Execution run) {
            return run.inner().map(inner -> tables(inner, at)).orElse(List.of());
        }
        if (change instanceof TableChange.AlterTable alter) {
            return Stream.concat(
                            Stream.of(alter.table()),
                            alter.actions().stream()
                                    .flatMap(LostData::partitioning)
                                    .filter(partitioning ->
                                            partitioning.verb() == AlterAction.Partitioning.Verb.EXCHANGE)
                                    .flatMap(partitioning -> partitioning.table().stream()))
                    .filter(table -> at.stays(table.name()))
                    .flatMap(table -> at.names(table.name()))
                    .distinct()
                    .toList();
        }
        if (!(change instanceof RowChange row)) {
            return List.of();
        }
        return Stream.concat(row.writes().stream(), Stream.of(row))
                .flatMap(one -> ownTables(one).filter(table -> stays(one, table.name(), at)))
                .flatMap(table -> at.names(table.name()))
                .distinct()
                .toList();
    }

    private static Optional<String> run(Execution run, NamedTables.At at) {
        return switch (run.verb()) {
            case CALL -> Optional.of("called a procedure: what that did to rows is not undone");
            case EXPLAIN_ANALYZE -> run.inner().flatMap(inner -> rows(inner, at));
            case BLOCK -> Optional.of("is a block of code: what that did to rows is not undone");
            case EXECUTE, EXECUTE_IMMEDIATE ->
                Optional.of("ran a prepared statement: what that did to rows is not undone");
            default -> Optional.empty();
        };
    }

    /** Rows of a table that the migration made go with it, and those of one that it dropped are lost with that. */
    private static boolean stays(RowChange change, NamedTables.At at) {
        return ownTables(change).anyMatch(table -> stays(change, table.name(), at));
    }

    /** What is added to a table that is to take another's place are that one's rows. */
    private static boolean stays(RowChange change, String table, NamedTables.At at) {
        boolean moves = change instanceof RowChange.Insert insert
                && insert.query().stream()
                        .flatMap(query -> query.reads().stream())
                        .anyMatch(from -> at.isMovedTo(from.name(), table));
        return !moves && (at.stays(table) || !adds(change) && at.takesPlace(table));
    }

    private static boolean adds(RowChange change) {
        return change instanceof RowChange.Insert
                || change instanceof RowChange.Load
                || change instanceof RowChange.Copy;
    }

    /** Without those of its WITH, which are changes of their own. */
    private static Stream<dev.refract.internal.sql.statement.QualifiedName> ownTables(RowChange change) {
        long ofWrites = change.writes().stream()
                .mapToLong(write -> write.tables().size())
                .sum();
        return change.tables().stream().limit(change.tables().size() - ofWrites);
    }

    private static String verb(RowChange change) {
        if (change instanceof RowChange.Truncate truncate) {
            return truncate.tables().size() == 1
                    ? "emptied a table, whose rows do not come back"
                    : "emptied tables, whose rows do not come back";
        }
        if (adds(change)) {
            return "added rows, which stay";
        }
        return change instanceof RowChange.Delete
                ? "deleted rows, which do not come back"
                : "changed rows, whose old values do not come back";
    }

    private static boolean isBlock(Change change, Dialect dialect) {
        return dialect == Dialect.POSTGRESQL && change instanceof Execution run && run.verb() == Execution.Verb.DO;
    }

    // --- what no description of a schema holds

    static boolean unseen(Change change, Schema before, Schema after) {
        if (change instanceof ServerChange server) {
            boolean database = server.kind() == ServerChange.Kind.DATABASE && before.dialect() != Dialect.MYSQL;
            return !server.verb().equals("SET") && (database || UNSEEN.contains(server.kind()));
        }
        return change instanceof ObjectChange.Privileges privileges && !isDescribed(privileges, before, after)
                || change instanceof ObjectChange.Owned
                || change instanceof ObjectChange.Comment comment && comment.securityLabel();
    }

    /** Whether the rights are those of an object that a schema describes. */
    private static boolean isDescribed(ObjectChange.Privileges privileges, Schema before, Schema after) {
        return switch (privileges.target()) {
            case "SCHEMA" -> true;
            case "TABLE", "SEQUENCE", "DOMAIN", "TYPE", "FUNCTION", "PROCEDURE", "ROUTINE" ->
                privileges.names().stream()
                        .map(dev.refract.internal.sql.statement.QualifiedName::name)
                        .allMatch(name -> isThere(name, before) || isThere(name, after));
            default -> privileges.target().endsWith(" IN SCHEMA");
        };
    }

    /** What is granted on something that the migration made goes with it. */
    private static boolean isAboutNewThings(Change change, Schema before, Schema after) {
        List<String> names = things(change, before.dialect());
        return names.stream().noneMatch(name -> isThere(name, before))
                && names.stream().anyMatch(name -> isThere(name, after));
    }

    /** The objects that a statement grants on, or labels. */
    private static List<String> things(Change change, Dialect dialect) {
        if (change instanceof ObjectChange.Privileges privileges) {
            return privileges.names().stream()
                    .map(dev.refract.internal.sql.statement.QualifiedName::name)
                    .toList();
        }
        if (change instanceof ObjectChange.Comment label) {
            return label.name().stream()
                    .map(dev.refract.internal.sql.statement.QualifiedName::name)
                    .toList();
        }
        boolean grants = dialect == Dialect.MYSQL // elsewhere it grants a role, which belongs to no schema
                && change instanceof ServerChange server
                && server.kind() == ServerChange.Kind.MEMBERSHIP;
        return grants ? ((ServerChange) change).names() : List.of();
    }

    // --- the schemas

    private static boolean isThere(String name, Schema schema) {
        return schema.objects().keySet().stream()
                .filter(object -> object.table().isEmpty())
                .map(object -> NamedTables.plain(schema.dialect(), object.name()))
                .anyMatch(object -> object.equalsIgnoreCase(name)
                        || object.regionMatches(true, 0, name + "(", 0, name.length() + 1));
    }

    private static String excerpt(SqlStatement statement, Script migration) {
        String sql = migration.sql(statement).replaceAll("\\s+", " ").strip();
        return sql.length() <= EXCERPT ? sql : sql.substring(0, EXCERPT).stripTrailing() + " …";
    }

    /** Without what the way back says above its own statements. */
    LostData unsaid(List<Loss> said) {
        return new LostData(
                losses,
                remade.stream()
                        .filter(lost -> said.stream().noneMatch(loss -> says(loss, lost)))
                        .toList(),
                todos);
    }

    private static boolean says(Loss loss, Lost lost) {
        boolean table = lost.tables().stream().map(Losses::unquoted).anyMatch(name -> loss.table()
                .equals(Optional.of(name)));
        String column = lost.column().isEmpty() ? "" : Losses.unquoted(lost.column());
        return table
                && loss.column().orElse("").equals(column)
                && loss.text().matches("(?:the values|its rows) do not come back.*");
    }

    boolean isEmpty() {
        return losses.isEmpty() && remade.isEmpty() && todos.isEmpty();
    }

    /** Whether nobody could write what is missing: nothing is left to take back. */
    boolean isFinal() {
        return losses.isEmpty() && todos.isEmpty() && !remade.isEmpty();
    }

    List<String> sentences() {
        return losses.stream().map(Lost::sentence).toList();
    }

    ScriptBuilder comments() {
        ScriptBuilder draft = new ScriptBuilder();
        for (Lost lost : Stream.concat(losses.stream(), remade.stream()).toList()) {
            String text = lost.sentence().replaceFirst("^Statement", "statement");
            if (lost.tables().isEmpty()) {
                draft.loses(text);
            }
            lost.tables().forEach(table -> draft.loses(table, lost.column(), text));
        }
        todos.forEach(draft::todo);
        return draft;
    }
}
