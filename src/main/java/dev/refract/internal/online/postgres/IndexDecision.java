package dev.refract.internal.online.postgres;

import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.IndexChange.CreateIndex;
import dev.refract.internal.sql.statement.IndexChange.DropIndexes;
import dev.refract.internal.sql.statement.IndexChange.Reindex;
import dev.refract.internal.sql.statement.IndexDefinition;
import dev.refract.internal.sql.statement.IndexPart;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** Which way a statement about indexes goes. */
final class IndexDecision {

    private static final String SAFE_ALREADY = "it is the safe form already";

    private final PostgresTables.Statement statement;

    IndexDecision(PostgresTables.Statement statement) {
        this.statement = statement;
    }

    /** Empty where it touches no table that was there. */
    Optional<Route> route(IndexChange change) throws SQLException {
        if (change instanceof CreateIndex create) {
            return create(create);
        }
        if (change instanceof DropIndexes drop) {
            return drop(drop);
        }
        return change instanceof Reindex reindex ? reindex(reindex) : Optional.empty();
    }

    private Optional<Route> create(CreateIndex create) throws SQLException {
        Optional<TableFacts> found = statement.facts(create.table());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TableFacts facts = found.get();
        if (create.concurrently()) {
            return Optional.of(new Route.Direct(SAFE_ALREADY + "; " + facts.size()));
        }
        if (!statement.isLarge(facts)) {
            return Optional.of(statement.small(facts));
        }
        if (create.only() && facts.isPartitioned()) {
            return Optional.of(statement.brief(facts, "it builds no index yet"));
        }
        if (statement.whole().isPresent()) {
            return Optional.of(statement.blocking(
                    facts,
                    RewriteProbe.Effect.BUILDS_INDEXES,
                    statement.whole().get(),
                    List.of("Move it to a migration of its own: there it is made CONCURRENTLY.")));
        }
        boolean parts = facts.isPartitioned();
        return Optional.of(statement.inSteps(
                parts ? partitioned(create, facts) : List.of(plain(create, facts)),
                "the index is built beside the writers",
                facts));
    }

    private SafeStep plain(CreateIndex create, TableFacts facts) throws SQLException {
        Optional<QualifiedName> own = create.index().name();
        Function<String, SafeStep> building = name -> build(
                inserted(create.span(), "INDEX", " CONCURRENTLY" + (own.isPresent() ? "" : " " + Catalog.quote(name))),
                Catalog.prefix(create.table()) + Catalog.quote(name),
                Catalog.quoted(create.table()),
                doubles(create.index(), Catalog.quoted(create.table())));
        return building.apply(chosen(own, facts.schema(), create.table().name(), create.index(), building));
    }

    private String chosen(
            Optional<QualifiedName> own,
            String schema,
            String table,
            IndexDefinition index,
            Function<String, SafeStep> building)
            throws SQLException {
        List<String> columns = Stream.concat(
                        index.parts().stream().map(IndexDecision::columnName),
                        index.include().stream().map(Identifier::name))
                .toList();
        return statement.chosen(
                own.map(QualifiedName::name),
                schema,
                table,
                ChosenNames.ofColumns(columns),
                ChosenNames.Label.IDX,
                building);
    }

    /** The rows that it refuses; empty where it is not unique. */
    private Optional<Doubles> doubles(IndexDefinition index, String table) {
        return index.unique()
                ? Optional.of(Doubles.of(
                        table,
                        index.parts().stream().map(this::withoutOrder).toList(),
                        index.where().map(only -> statement.text(only.span())),
                        index.nullsNotDistinct()))
                : Optional.empty();
    }

    private String withoutOrder(IndexPart part) {
        return part.column()
                .map(column -> statement.text(column.span()))
                .orElseGet(() ->
                        "(" + statement.text(part.expression().orElseThrow().span()) + ")");
    }

    /** A step that builds an index. */
    static SafeStep build(String sql, String index, String table, Optional<Doubles> doubles) {
        return SafeStep.alone(
                sql,
                "EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = " + Catalog.relation(index)
                        + " AND indrelid = " + Catalog.relation(table) + " AND indisvalid AND indisready)",
                Optional.of(
                        "SELECT c.oid::regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = "
                                + "i.indexrelid WHERE c.oid = " + Catalog.relation(index) + " AND i.indrelid = "
                                + Catalog.relation(table)
                                + " AND c.relkind = 'i' AND NOT (i.indisvalid AND i.indisready) AND NOT EXISTS (SELECT FROM "
                                + "pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid)"),
                doubles.map(found -> found.saying(index)));
    }

    private static String columnName(IndexPart part) {
        return part.column()
                .map(Identifier::name)
                .or(() -> part.expression()
                        .filter(e -> e.form() == dev.refract.internal.sql.statement.Expression.Form.CALL)
                        .flatMap(e -> e.functions().stream().findFirst()))
                .orElse("expr");
    }

    private List<SafeStep> partitioned(CreateIndex create, TableFacts facts) throws SQLException {
        String head = statement.text(
                new Span(create.span().start(), create.table().span().start()));
        String rest = statement.text(
                new Span(create.table().span().end(), create.span().end()));
        Optional<QualifiedName> own = create.index().name();
        Function<String, SafeStep> first = name -> SafeStep.brief((own.isPresent()
                        ? head
                        : head.replaceFirst(
                                "(?i)\\bON\\s*(ONLY\\s*)?$", Matcher.quoteReplacement(Catalog.quote(name) + " ON ")))
                + "ONLY " + statement.text(create.table().span()) + rest);
        String name = chosen(own, facts.schema(), create.table().name(), create.index(), first);
        List<SafeStep> steps = new ArrayList<>(List.of(first.apply(name)));
        children(create, facts, Catalog.prefix(create.table()) + Catalog.quote(name), rest, steps);
        return steps;
    }

    private void children(CreateIndex create, TableFacts parent, String parentIndex, String rest, List<SafeStep> steps)
            throws SQLException {
        String verb = create.index().unique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
        for (TableFacts part : statement.catalog().partitions(parent.oid())) {
            if (part.kind() == 'f') {
                continue; // a foreign table has no indexes
            }
            String table = part.quoted();
            String schema = Catalog.quote(part.schema()) + ".";
            Function<String, SafeStep> making = name -> part.isPartitioned()
                    ? SafeStep.brief(verb + Catalog.quote(name) + " ON ONLY " + table + rest)
                    : build(
                            verb + "CONCURRENTLY " + Catalog.quote(name) + " ON " + table + rest,
                            schema + Catalog.quote(name),
                            table,
                            doubles(create.index(), table));
            String name = chosen(Optional.empty(), part.schema(), part.name(), create.index(), making);
            String index = schema + Catalog.quote(name);
            steps.add(making.apply(name));
            if (part.isPartitioned()) {
                children(create, part, index, rest, steps);
            }
            steps.add(SafeStep.brief("ALTER INDEX " + parentIndex + " ATTACH PARTITION " + index));
        }
    }

    private Optional<Route> drop(DropIndexes drop) throws SQLException {
        List<SafeStep> steps = new ArrayList<>();
        Optional<TableFacts> any = Optional.empty();
        Optional<TableFacts> large = Optional.empty();
        boolean plain = statement.whole().isEmpty() && !drop.cascade();
        for (QualifiedName name : drop.indexes()) {
            Optional<Catalog.IndexFacts> index = statement.catalog().index(Catalog.quoted(name));
            Optional<TableFacts> facts = index.isEmpty()
                    ? Optional.empty()
                    : statement.factsOf(index.get().table());
            any = any.isPresent() ? any : facts;
            large = large.isPresent() ? large : facts.filter(statement::isLarge);
            plain &= index.filter(i -> i.partitioned() || i.constraint() || i.attached())
                    .isEmpty();
            steps.add(SafeStep.alone(
                    "DROP INDEX CONCURRENTLY " + (drop.ifExists() ? "IF EXISTS " : "") + statement.text(name.span()),
                    Catalog.relation(Catalog.quoted(name)) + " IS NULL",
                    Optional.empty(),
                    Optional.empty()));
        }
        if (any.isEmpty()) {
            return statement.begun(steps);
        }
        if (drop.concurrently()) {
            return Optional.of(new Route.Direct(SAFE_ALREADY + "; " + any.get().size()));
        }
        if (large.isEmpty()) {
            return any.map(statement::small);
        }
        TableFacts facts = large.get();
        return Optional.of(
                plain
                        ? statement.inSteps(steps, "the index is dropped without waiting under a lock", facts)
                        : statement.brief(facts, ""));
    }

    private Optional<Route> reindex(Reindex change) throws SQLException {
        String target = change.target().orElse("");
        if (change.name().isEmpty() || !target.equals("TABLE") && !target.equals("INDEX")) {
            return Optional.empty();
        }
        Optional<TableFacts> found;
        if (target.equals("TABLE")) {
            found = statement.facts(change.name().get());
        } else {
            Optional<Catalog.IndexFacts> index =
                    statement.catalog().index(Catalog.quoted(change.name().get()));
            found = index.isEmpty()
                    ? Optional.empty()
                    : statement.factsOf(index.get().table());
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TableFacts facts = found.get();
        if (change.concurrently()) {
            return Optional.of(new Route.Direct(SAFE_ALREADY + "; " + facts.size()));
        }
        if (!statement.isLarge(facts)) {
            return Optional.of(statement.small(facts));
        }
        if (statement.whole().isPresent()) {
            return Optional.of(statement.blocking(
                    facts,
                    RewriteProbe.Effect.BUILDS_INDEXES,
                    statement.whole().get(),
                    List.of("Move it to a migration of its own: there it runs CONCURRENTLY.")));
        }
        return Optional.of(statement.inSteps(
                List.of(SafeStep.alone(
                        inserted(change.span(), target, " CONCURRENTLY"),
                        "false",
                        Optional.of(
                                "SELECT c.oid::regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON "
                                        + "c.oid = i.indexrelid WHERE i.indrelid = " + facts.oid()
                                        + " AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND NOT EXISTS (SELECT FROM "
                                        + "pg_catalog.pg_stat_progress_create_index p WHERE p.relid = i.indrelid)"),
                        Optional.empty())),
                "the index is built anew beside the writers",
                facts));
    }

    /** The statement with something more after the first of these keywords. */
    private String inserted(Span span, String keyword, String more) {
        String text = statement.script().text();
        Lexer tokens = new Lexer(statement.script().dialect(), text, span.start(), span.end());
        while (tokens.next()) {
            if (tokens.is(keyword)) {
                return text.substring(span.start(), tokens.end()) + more + text.substring(tokens.end(), span.end());
            }
        }
        throw new IllegalStateException(keyword);
    }
}
