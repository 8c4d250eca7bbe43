package dev.refract.internal.online.postgres;

import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.sql.Lexer;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which way a statement about indexes goes. */
final class IndexDecision {

    private static final String SAFE_ALREADY = "it is the safe form already";
    private static final String DEFAULT_LABEL = "idx";

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
        return Optional.of(new InSteps(
                parts ? partitioned(create, facts) : List.of(plain(create, facts)),
                "the index is built beside the writers; " + facts.name() + " has " + facts.size(),
                statement.patience(facts)));
    }

    private SafeStep plain(CreateIndex create, TableFacts facts) throws SQLException {
        String name = name(create, facts);
        String index = schema(create.table()) + Catalog.quote(name);
        String insert = " CONCURRENTLY" + (create.index().name().isPresent() ? "" : " " + Catalog.quote(name));
        return build(
                inserted(create.span(), "INDEX", insert),
                index,
                Catalog.quoted(create.table()),
                create.index(),
                statement.text(new Span(
                        create.index().parts().get(0).span().start(),
                        create.index()
                                .parts()
                                .get(create.index().parts().size() - 1)
                                .span()
                                .end())));
    }

    /** A step that builds an index. */
    static SafeStep build(String sql, String index, String table, IndexDefinition definition, String columns) {
        return build(
                sql,
                index,
                table,
                definition.unique(),
                columns,
                definition.where().isPresent());
    }

    static SafeStep build(String sql, String index, String table, boolean unique, String columns, boolean partial) {
        String query = "SELECT " + columns + ", count(*) FROM " + table + " GROUP BY " + columns
                + " HAVING count(*) > 1 LIMIT 5";
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
                unique
                        ? Optional.of(new SafeStep.Saying(
                                "23505",
                                "could not create unique index " + index + ": values of (" + columns
                                        + ") occur more than once",
                                Optional.of("The invalid index is dropped again. Find them:\n    " + query
                                        + (partial ? " -- with the index's WHERE" : ""))))
                        : Optional.empty());
    }

    private String name(CreateIndex create, TableFacts facts) throws SQLException {
        Optional<QualifiedName> own = create.index().name();
        return own.isPresent() ? own.get().name() : chosen(facts, create.index(), Set.of(), false);
    }

    /** @param mine whether an index of the name that is on this very table is the one that is meant */
    private String chosen(TableFacts table, IndexDefinition index, Set<String> planned, boolean mine)
            throws SQLException {
        String columns = ChosenNames.ofColumns(
                index.parts().stream().map(IndexDecision::columnName).toList());
        Set<String> taken = new HashSet<>(planned);
        while (true) {
            String name = ChosenNames.first(table.name(), columns, DEFAULT_LABEL, taken::contains);
            if (!statement.catalog().hasRelation(table.schema(), name) || mine && isOn(table, name)) {
                return name;
            }
            taken.add(name);
        }
    }

    private boolean isOn(TableFacts table, String index) throws SQLException {
        return statement
                .catalog()
                .is("EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = " + table.oid() + " AND indexrelid = "
                        + Catalog.relation(Catalog.quote(table.schema()) + "." + Catalog.quote(index)) + ")");
    }

    private static String columnName(IndexPart part) {
        return part.column()
                .map(dev.refract.internal.sql.statement.Identifier::name)
                .or(() -> part.expression()
                        .filter(e -> e.form() == dev.refract.internal.sql.statement.Expression.Form.CALL)
                        .flatMap(e -> e.functions().stream().findFirst()))
                .orElse("expr");
    }

    private List<SafeStep> partitioned(CreateIndex create, TableFacts facts) throws SQLException {
        String name = name(create, facts);
        String index = schema(create.table()) + Catalog.quote(name);
        String head = statement.text(
                new Span(create.span().start(), create.table().span().start()));
        String own = create.index().name().isPresent()
                ? head
                : head.replaceFirst(
                        "(?i)\\bON\\s*(ONLY\\s*)?$", Catalog.quote(name).replace("$", "\\$") + " ON ");
        String rest = statement.text(
                new Span(create.table().span().end(), create.span().end()));
        List<SafeStep> steps = new ArrayList<>();
        steps.add(SafeStep.brief(own + "ONLY " + statement.text(create.table().span()) + rest));
        children(create, facts, index, rest, steps, new HashSet<>());
        return steps;
    }

    private void children(
            CreateIndex create,
            TableFacts parent,
            String parentIndex,
            String rest,
            List<SafeStep> steps,
            Set<String> planned)
            throws SQLException {
        String verb = create.index().unique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
        for (TableFacts part : statement.catalog().partitions(parent.oid())) {
            if (part.kind() == 'f') {
                continue; // a foreign table has no indexes
            }
            String table = Catalog.quote(part.schema()) + "." + Catalog.quote(part.name());
            String name = chosen(part, create.index(), planned, statement.isResumed());
            planned.add(name);
            String index = Catalog.quote(part.schema()) + "." + Catalog.quote(name);
            if (part.isPartitioned()) {
                steps.add(SafeStep.brief(verb + Catalog.quote(name) + " ON ONLY " + table + rest));
                children(create, part, index, rest, steps, planned);
            } else {
                steps.add(build(
                        verb + "CONCURRENTLY " + Catalog.quote(name) + " ON " + table + rest,
                        index,
                        table,
                        create.index(),
                        create.index().parts().stream()
                                .map(one -> statement.text(one.span()))
                                .collect(Collectors.joining(", "))));
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
            return Optional.empty();
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
                        ? new InSteps(
                                steps,
                                "the index is dropped without waiting under a lock; " + facts.name() + " has "
                                        + facts.size(),
                                statement.patience(facts))
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
        return Optional.of(new InSteps(
                List.of(SafeStep.alone(
                        inserted(change.span(), target, " CONCURRENTLY"),
                        "false",
                        Optional.of(
                                "SELECT c.oid::regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON "
                                        + "c.oid = i.indexrelid WHERE i.indrelid = " + facts.oid()
                                        + " AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND NOT EXISTS (SELECT FROM "
                                        + "pg_catalog.pg_stat_progress_create_index p WHERE p.relid = i.indrelid)"),
                        Optional.empty())),
                "the index is built anew beside the writers; " + facts.name() + " has " + facts.size(),
                statement.patience(facts)));
    }

    private static String schema(QualifiedName table) {
        return table.schemaName().map(name -> Catalog.quote(name) + ".").orElse("");
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
