package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.TableName;
import dev.refract.internal.sql.Token;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An ALTER TABLE, or a CREATE INDEX or DROP INDEX in its form: what is done to which table.
 *
 * @param actions the text after the table's name, as written, without the semicolon
 * @param parts the same, understood
 * @param ignore MariaDB's {@code ALTER IGNORE TABLE}
 * @param torn whether an executable comment opens before the table's name and closes after it, so that neither part can
 *     stand alone
 */
record TableChange(TableName table, String actions, List<Action> parts, boolean ignore, boolean torn) {

    TableChange {
        parts = List.copyOf(parts);
    }

    /** The change that a statement makes; empty for a statement of another kind. */
    static Optional<TableChange> of(Script script, SqlStatement statement) {
        if (statement.table().isEmpty()) {
            return Optional.empty();
        }
        TableName table = statement.table().get();
        return switch (statement.kind()) {
            case ALTER_TABLE -> Optional.of(alter(table, script.sql(statement)));
            case CREATE_INDEX -> Optional.of(createIndex(table, script.sql(statement)));
            case DROP_INDEX -> Optional.of(dropIndex(table, script.sql(statement)));
            default -> Optional.empty();
        };
    }

    private static TableChange alter(TableName table, String sql) {
        Lexer lexer = new Lexer(Dialect.MYSQL, sql);
        boolean ignore = false;
        while (lexer.next() && !lexer.is("TABLE")) {
            ignore |= lexer.is("IGNORE");
        }
        lexer.next();
        lexer.skip("IF", "EXISTS");
        int behindName = skipTableName(lexer);
        return of(table, sql.substring(behindName), ignore, isTorn(sql, behindName));
    }

    /** {@code CREATE UNIQUE INDEX a ON t (x)} is {@code ADD UNIQUE INDEX a (x)}. */
    private static TableChange createIndex(TableName table, String sql) {
        Lexer lexer = new Lexer(Dialect.MYSQL, sql);
        StringBuilder actions = new StringBuilder("ADD");
        while (lexer.next() && !lexer.is("INDEX")) {
            if (lexer.isAny("UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR")) {
                actions.append(' ').append(lexer.text());
            }
        }
        int nameStart = lexer.start();
        while (lexer.next() && !lexer.is("ON")) {
            // the index's name and its USING
        }
        actions.append(' ').append(sql, nameStart, lexer.start());
        lexer.next();
        int behindName = skipTableName(lexer);
        return of(table, actions.append(sql.substring(behindName)).toString(), false, isTorn(sql, behindName));
    }

    private static TableChange dropIndex(TableName table, String sql) {
        Lexer lexer = new Lexer(Dialect.MYSQL, sql);
        while (lexer.next() && !lexer.is("INDEX")) {
            // DROP
        }
        int nameStart = lexer.start();
        boolean primary = false;
        while (lexer.next() && !lexer.is("ON")) {
            primary |= lexer.kind() == Token.Kind.QUOTED && lexer.name().equalsIgnoreCase("PRIMARY");
        }
        String dropping = primary ? "DROP PRIMARY KEY " : "DROP " + sql.substring(nameStart, lexer.start());
        lexer.next();
        int behindName = skipTableName(lexer);
        return of(table, dropping + sql.substring(behindName), false, isTorn(sql, behindName));
    }

    /** From the name's first token to the one after it; returns where the name ends. */
    private static int skipTableName(Lexer lexer) {
        int end = lexer.end();
        lexer.next();
        while (lexer.is('.')) {
            lexer.next();
            end = lexer.end();
            lexer.next();
        }
        return end;
    }

    private static boolean isTorn(String sql, int behindName) {
        String before = sql.substring(0, behindName);
        int opening = Math.max(before.lastIndexOf("/*!"), before.lastIndexOf("/*M!"));
        return opening >= 0 && before.indexOf("*/", opening) < 0;
    }

    private static TableChange of(TableName table, String text, boolean ignore, boolean torn) {
        ActionReader reader = new ActionReader(text);
        return new TableChange(table, text.substring(0, reader.end()), reader.actions(), ignore, torn);
    }

    /** Whether the author named an ALGORITHM or a LOCK: then that is what runs. */
    boolean choosesItself() {
        return parts.stream()
                .anyMatch(part -> part.kind() == Action.Kind.ALGORITHM
                        || part.kind() == Action.Kind.LOCK
                        || part.has("ALGORITHM")
                        || part.kind() == Action.Kind.ADD_INDEX && part.has("LOCK"));
    }

    boolean is(Predicate<Action> all) {
        return !parts.isEmpty() && parts.stream().allMatch(all);
    }

    boolean has(Action.Kind kind) {
        return parts.stream().anyMatch(part -> part.kind() == kind);
    }

    List<Action> all(Action.Kind kind) {
        return parts.stream().filter(part -> part.kind() == kind).toList();
    }

    /** The statement with something more asked of the server, such as {@code ALGORITHM=INSTANT}. */
    String asking(String database, String what) {
        // the actions may end in a line comment
        return "ALTER TABLE " + Dialect.MYSQL.quote(database) + "." + Dialect.MYSQL.quote(table.name()) + actions
                + "\n, " + what;
    }

    /**
     * The actions with constraints named as the tool names them in its copy: it toggles leading underscores, as a
     * constraint's name is unique in a database and the original still has it.
     *
     * @param constraints the names that are in the table as foreign keys or checks
     */
    String forTool(List<String> constraints) {
        StringBuilder text = new StringBuilder(actions);
        List<Action> backwards = new ArrayList<>(parts);
        Collections.reverse(backwards);
        for (Action part : backwards) {
            boolean drops = part.kind() == Action.Kind.DROP_FOREIGN_KEY
                    || part.kind() == Action.Kind.DROP_CONSTRAINT
                    || part.kind() == Action.Kind.DROP_CHECK;
            if (drops && part.nameStart() >= 0 && constraints.stream().anyMatch(part.name()::equalsIgnoreCase)) {
                text.replace(part.nameStart(), part.nameEnd(), Dialect.MYSQL.quote(toolName(part.name())));
            }
        }
        return text.toString().strip();
    }

    /** The tool's name for a constraint of the copy. */
    static String toolName(String name) {
        String toggled = name.startsWith("__") ? name.substring(2) : "_" + name;
        return toggled.length() > 64 ? toggled.substring(0, 64) : toggled;
    }
}
