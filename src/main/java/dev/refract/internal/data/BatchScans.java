package dev.refract.internal.data;

import dev.refract.internal.database.Database;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RowChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables that a batch reads as a whole besides its own, by the server's plan of the first one. */
final class BatchScans {

    private static final Pattern POSTGRES =
            Pattern.compile("\"Node Type\": \"Seq Scan\"[^{}]*?\"Relation Name\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    /** One that SQLite makes for the statement is a reading of all rows, too. */
    private static final Pattern SQLITE = Pattern.compile("^(?:SCAN (\\S+)|SEARCH (\\S+) USING AUTOMATIC )");

    private final Database database;
    private final String own;

    private BatchScans(Database database, String own) {
        this.database = database;
        this.own = own;
    }

    /** By the number of the statement; none where the table has no rows. */
    static Map<Integer, Set<String>> of(Database database, DataMigration migration) {
        Batches batches = new Batches(database, migration, migration.up());
        Optional<List<String>> bound = batches.last();
        if (bound.isEmpty()) {
            return Map.of();
        }
        try {
            List<String> statements = batches.statements(
                    Optional.empty(),
                    batches.end(
                                    Optional.empty(),
                                    bound.get(),
                                    migration.tuning().firstSize())
                            .orElse(bound.get()));
            BatchScans scans = new BatchScans(database, migration.tableName());
            Map<Integer, Set<String>> found = new LinkedHashMap<>();
            for (int i = 0; i < statements.size(); i++) {
                found.put(i + 1, scans.in(statements.get(i)));
            }
            return found;
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    private Set<String> in(String statement) {
        List<String> tables = tables(statement);
        Set<String> found = new LinkedHashSet<>();
        for (String name : planned(statement)) {
            tables.stream()
                    .filter(table -> table.equalsIgnoreCase(name))
                    .findFirst()
                    .or(() -> tables.stream()
                            .filter(table -> isCalled(statement, table, name))
                            .findFirst())
                    .filter(table -> !table.equalsIgnoreCase(own))
                    .ifPresent(found::add);
        }
        return found;
    }

    private List<String> tables(String statement) {
        Script script = Script.parse(database.dialect(), statement);
        Change change = script.change(script.statements().get(0));
        List<QualifiedName> tables = new ArrayList<>(change.tables());
        if (change instanceof RowChange.Update update) {
            tables.addAll(update.reads());
        } else if (change instanceof RowChange.Delete delete) {
            tables.addAll(delete.reads());
        } else if (change instanceof RowChange.Insert insert) {
            insert.query().ifPresent(query -> tables.addAll(query.reads()));
        }
        return tables.stream().map(QualifiedName::name).toList();
    }

    private static boolean isCalled(String statement, String table, String alias) {
        return Pattern.compile(
                        "\\b" + Pattern.quote(table) + "\\b[\"`]?\\s+(?:AS\\s+)?[\"`]?" + Pattern.quote(alias) + "\\b",
                        Pattern.CASE_INSENSITIVE)
                .matcher(statement)
                .find();
    }

    /** What the plan names: tables on PostgreSQL, what the statement calls them elsewhere. */
    private List<String> planned(String statement) {
        return switch (database.dialect()) {
            case POSTGRESQL ->
                POSTGRES.matcher(String.join(
                                "\n", database.query("EXPLAIN (FORMAT JSON) " + statement, row -> row.getString(1))))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
            case MYSQL ->
                database
                        .query(
                                "EXPLAIN FORMAT=TRADITIONAL " + statement,
                                row -> Set.of("ALL", "index").contains(String.valueOf(row.getString("type")))
                                        ? String.valueOf(row.getString("table"))
                                        : "")
                        .stream()
                        .filter(name -> !name.isEmpty())
                        .toList();
            case SQLITE ->
                database.query("EXPLAIN QUERY PLAN " + statement, row -> row.getString("detail")).stream()
                        .map(SQLITE::matcher)
                        .filter(Matcher::find)
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                        .toList();
        };
    }
}
