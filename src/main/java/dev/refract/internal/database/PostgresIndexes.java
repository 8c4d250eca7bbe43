package dev.refract.internal.database;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.SqlStatement.Kind;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Invalid indexes that a failed CREATE INDEX CONCURRENTLY left behind: no query uses them, no unique one keeps anything
 * out, and IF NOT EXISTS takes them for the index that is wanted.
 */
final class PostgresIndexes {

    /** What the server says, as a number that it can't read, where one is in the way. */
    private static final String MARK = "refract: invalid index of statement ";

    private static final Pattern SAID = Pattern.compile(MARK + "(\\d+)(, being built)?: (.*)\"$", Pattern.DOTALL);

    private PostgresIndexes() {}

    /** A statement that fails where one of these statements has passed by an invalid index; or nothing. */
    static String check(Script script, List<SqlStatement> statements) {
        return statements.stream()
                .flatMap(statement -> named(script, statement)
                        .filter(IndexChange.CreateIndex::ifNotExists)
                        .map(create -> "SELECT ('" + MARK + statement.number() + "' || CASE WHEN EXISTS (SELECT FROM "
                                + "pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid) THEN ', being "
                                + "built' ELSE '' END || ': ' || c.oid::regclass)::integer" + invalid(create) + ";")
                        .stream())
                .collect(Collectors.joining());
    }

    private static Optional<IndexChange.CreateIndex> named(Script script, SqlStatement statement) {
        return statement.kind() == Kind.CREATE_INDEX
                        && script.change(statement) instanceof IndexChange.CreateIndex create
                        && create.index().name().isPresent()
                ? Optional.of(create)
                : Optional.empty();
    }

    /** A partitioned table's index is invalid until each partition has its own, which is as it should be. */
    private static String invalid(IndexChange.CreateIndex create) {
        return " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE c.relkind = 'i' AND "
                + "NOT (i.indisvalid AND i.indisready) AND c.relname = "
                + literal(create.index().name().orElseThrow().name())
                + " AND c.relnamespace = (SELECT t.relnamespace FROM pg_catalog.pg_class t WHERE t.oid = "
                + "pg_catalog.to_regclass(" + literal(quoted(create.table())) + "))";
    }

    private static String quoted(QualifiedName name) {
        return name.schemaName().map(s -> Dialect.POSTGRESQL.quote(s) + ".").orElse("")
                + Dialect.POSTGRESQL.quote(name.name());
    }

    private static String literal(String text) {
        return Dialect.POSTGRESQL.literal(text);
    }

    /** What {@link #check} has found; empty where it was something else that failed. */
    static Optional<ScriptException> found(SQLException e, Script script) {
        Matcher said =
                SAID.matcher(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        if (!"22P02".equals(e.getSQLState()) || !said.find()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(said.group(1));
        boolean building = said.group(2) != null;
        return Optional.of(new ScriptException(
                new ScriptException.Failure(
                        "",
                        "the index " + said.group(3)
                                + " is there already, and invalid: IF NOT EXISTS let it be, and no " + "query uses it",
                        Optional.empty(),
                        Optional.of(
                                building
                                        ? "Another session builds it at present: wait until that is done, and go on "
                                                + "as told below."
                                        : drop(said.group(3))),
                        OptionalInt.of(number),
                        OptionalInt.of(script.statements().get(number - 1).code()),
                        false,
                        false),
                e));
    }

    private static String drop(String index) {
        return "Drop the invalid index that was left, and go on as told below: DROP INDEX CONCURRENTLY " + index;
    }

    /** Of a statement that failed: what to do about the invalid index that it left, or that was in its way. */
    static Optional<String> left(Connection connection, Script script, OptionalInt number) {
        Optional<IndexChange.CreateIndex> create =
                number.isPresent() ? named(script, script.statements().get(number.getAsInt() - 1)) : Optional.empty();
        if (create.isEmpty()) {
            return Optional.empty();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT c.oid::regclass::text" + invalid(create.get()))) {
            return row.next() ? Optional.of(drop(row.getString(1))) : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty(); // the connection is gone: what the server said first is what there is
        }
    }
}
