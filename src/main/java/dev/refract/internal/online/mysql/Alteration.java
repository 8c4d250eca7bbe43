package dev.refract.internal.online.mysql;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.TableName;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.IndexChange.CreateIndex;
import dev.refract.internal.sql.statement.IndexChange.DropIndexes;
import dev.refract.internal.sql.statement.IndexDefinition;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange.AlterTable;
import dev.refract.internal.sql.statement.Unread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An ALTER TABLE, or a CREATE INDEX or DROP INDEX in its form: what is done to which table.
 *
 * @param text what stands after the table's name, as written, without the semicolon
 * @param textStart where that is in the script; of an index's statement it is made up, and nothing looks for its places
 * @param actions the same, understood
 * @param ignore MariaDB's {@code ALTER IGNORE TABLE}
 * @param torn whether an executable comment opens before the table's name and closes after it, so that neither part can
 *     stand alone; also where the statement is not understood at all
 */
record Alteration(
        TableName table, String text, int textStart, List<AlterAction> actions, boolean ignore, boolean torn) {

    Alteration {
        actions = List.copyOf(actions);
    }

    /** The change that a statement makes; empty for a statement of another kind. */
    static Optional<Alteration> of(Script script, SqlStatement statement) {
        return switch (statement.kind()) {
            case ALTER_TABLE, CREATE_INDEX, DROP_INDEX -> of(script, statement, script.change(statement));
            default -> Optional.empty();
        };
    }

    private static Optional<Alteration> of(Script script, SqlStatement statement, Change change) {
        if (change instanceof AlterTable alter) {
            int start = alter.table().span().end();
            return Optional.of(new Alteration(
                    name(alter.table()),
                    rest(script, statement, start),
                    start,
                    alter.actions(),
                    alter.ignore(),
                    isTorn(script, statement, start)));
        }
        if (change instanceof CreateIndex create) {
            return Optional.of(of(script, statement, create));
        }
        if (change instanceof DropIndexes drop && drop.table().isPresent()) {
            return Optional.of(of(script, statement, drop, drop.table().get()));
        }
        return change instanceof Unread unread ? unread(statement, unread) : Optional.empty();
    }

    /** {@code CREATE UNIQUE INDEX a ON t (x)} is {@code ADD UNIQUE INDEX a (x)}. */
    private static Alteration of(Script script, SqlStatement statement, CreateIndex create) {
        IndexDefinition index = create.index();
        Optional<Identifier> name = index.name().map(QualifiedName::identifier);
        StringBuilder text = new StringBuilder();
        List<AlterAction> actions = new ArrayList<>();
        if (create.orReplace() && name.isPresent()) {
            text.append("DROP INDEX IF EXISTS ").append(quoted(name.get())).append(", ");
            actions.add(new AlterAction.DropIndex(name.get(), true, create.span()));
        }
        text.append("ADD ").append(index.type().map(type -> type + " ").orElse(index.unique() ? "UNIQUE " : ""));
        text.append(create.ifNotExists() ? "INDEX IF NOT EXISTS" : "INDEX");
        name.ifPresent(given -> text.append(' ').append(quoted(given)));
        index.method().ifPresent(method -> text.append(" USING ").append(method));
        int start = create.table().span().end();
        actions.add(new AlterAction.AddIndex(index, create.ifNotExists(), create.span()));
        actions.addAll(create.algorithmAndLock());
        return new Alteration(
                name(create.table()),
                text.append(rest(script, statement, start)).toString(),
                start,
                actions,
                false,
                isTorn(script, statement, start));
    }

    private static Alteration of(Script script, SqlStatement statement, DropIndexes drop, QualifiedName table) {
        Identifier name = drop.indexes().get(0).identifier();
        boolean primary = name.is("PRIMARY");
        List<AlterAction> actions = new ArrayList<>();
        actions.add(
                primary
                        ? new AlterAction.DropConstraint(
                                AlterAction.DropConstraint.Target.PRIMARY_KEY,
                                Optional.empty(),
                                drop.ifExists(),
                                false,
                                drop.span())
                        : new AlterAction.DropIndex(name, drop.ifExists(), drop.span()));
        actions.addAll(drop.algorithmAndLock());
        int start = table.span().end();
        String text =
                primary ? "DROP PRIMARY KEY" : "DROP INDEX " + (drop.ifExists() ? "IF EXISTS " : "") + quoted(name);
        return new Alteration(
                name(table),
                text + rest(script, statement, start),
                start,
                actions,
                false,
                isTorn(script, statement, start));
    }

    /** Of a statement that is not understood, the table is all that may be known. */
    private static Optional<Alteration> unread(SqlStatement statement, Unread unread) {
        List<AlterAction> actions = List.of(new AlterAction.UnreadAction(unread));
        return statement.table().map(table -> new Alteration(table, "", 0, actions, false, true));
    }

    private static TableName name(QualifiedName name) {
        return new TableName(name.schemaName(), name.name());
    }

    private static String quoted(Identifier name) {
        return Dialect.MYSQL.quote(name.name());
    }

    private static String rest(Script script, SqlStatement statement, int start) {
        int end = statement.end();
        return script.text().substring(start, script.text().charAt(end - 1) == ';' ? end - 1 : end);
    }

    private static boolean isTorn(Script script, SqlStatement statement, int end) {
        String before = script.text().substring(statement.code(), end);
        int opening = Math.max(before.lastIndexOf("/*!"), before.lastIndexOf("/*M!"));
        return opening >= 0 && before.indexOf("*/", opening) < 0;
    }

    /** A part of an ALTER TABLE, as written. */
    String text(Span span) {
        return text.substring(span.start() - textStart, span.end() - textStart);
    }

    /** Whether the author named an ALGORITHM or a LOCK: then that is what runs. */
    boolean choosesItself() {
        return has(AlterAction.Algorithm.class) || has(AlterAction.Lock.class);
    }

    boolean is(Predicate<AlterAction> all) {
        return !actions.isEmpty() && actions.stream().allMatch(all);
    }

    boolean any(Predicate<AlterAction> one) {
        return actions.stream().anyMatch(one);
    }

    boolean has(Class<? extends AlterAction> kind) {
        return any(kind::isInstance);
    }

    <A extends AlterAction> List<A> all(Class<A> kind) {
        return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What a column that is there is called afterwards; empty where the name stays. */
    Optional<String> newName(String column) {
        return actions.stream()
                .flatMap(action -> Actions.renaming(action).stream())
                .filter(renaming -> renaming.from().is(column))
                .map(renaming -> renaming.to().name())
                .findFirst();
    }

    /** The statement with something more asked of the server, such as {@code ALGORITHM=INSTANT}. */
    String asking(String database, String what) {
        // the actions may end in a line comment
        return "ALTER TABLE " + Dialect.MYSQL.quote(database) + "." + Dialect.MYSQL.quote(table.name()) + spaced()
                + "\n, " + what;
    }

    private String spaced() {
        return text.startsWith(" ") ? text : " " + text;
    }

    /**
     * The actions with constraints named as the tool names them in its copy: it toggles leading underscores, as a
     * constraint's name is unique in a database and the original still has it.
     *
     * @param constraints the names that are in the table as foreign keys or checks
     */
    String forTool(List<String> constraints) {
        StringBuilder toggled = new StringBuilder(text);
        List<AlterAction.DropConstraint> backwards = new ArrayList<>(all(AlterAction.DropConstraint.class));
        Collections.reverse(backwards);
        for (AlterAction.DropConstraint drop : backwards) {
            drop.name().filter(name -> constraints.stream().anyMatch(name::is)).ifPresent(name -> {
                Span span = name.span();
                toggled.replace(
                        span.start() - textStart, span.end() - textStart, Dialect.MYSQL.quote(toolName(name.name())));
            });
        }
        return toggled.toString().strip();
    }

    /** The tool's name for a constraint of the copy. */
    static String toolName(String name) {
        String toggled = name.startsWith("__") ? name.substring(2) : "_" + name;
        return toggled.length() > 64 ? toggled.substring(0, 64) : toggled;
    }
}
