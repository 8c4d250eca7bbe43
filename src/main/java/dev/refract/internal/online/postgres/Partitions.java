package dev.refract.internal.online.postgres;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Constraint;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.Span;
import dev.refract.internal.sql.statement.TableChange.AlterTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is done to a partitioned table, in steps. */
final class Partitions {

    private static final int DETACH_CONCURRENTLY = 14;

    private final PostgresTables.Statement statement;
    private final AlterTable alter;

    Partitions(PostgresTables.Statement statement, AlterTable alter) {
        this.statement = statement;
        this.alter = alter;
    }

    private String alter(String table, String action) {
        return "ALTER TABLE " + table + " " + action;
    }

    /**
     * Before PostgreSQL 18 the foreign key of a partitioned table can't be NOT VALID. Its partitions' can, and the
     * parent's takes them over without reading their rows.
     */
    void foreignKey(Constraint.ForeignKey key, String action, TableFacts parent, AlterDecision decision)
            throws SQLException {
        List<TableFacts> parts = statement.catalog().partitions(parent.oid());
        if (parts.stream().anyMatch(TableFacts::isPartitioned)) {
            decision.blocks(RewriteProbe.Effect.SCANS, "its partitions are partitioned themselves");
            return;
        }
        String definition = statement.text(key.span());
        String body = key.name().isEmpty()
                ? definition
                : statement.text(
                        new Span(key.name().get().span().end(), key.span().end()));
        Function<String, SafeStep> last = one -> SafeStep.brief(
                alter(statement.text(alter.table().span()), AlterDecision.named(key.name(), one, action)));
        String name = statement.chosen(
                key.name().map(Identifier::name),
                parent.schema(),
                alter.table().name(),
                ChosenNames.ofColumns(key.columns()),
                ChosenNames.Label.FKEY,
                last);
        List<SafeStep> steps = new ArrayList<>();
        String quotedName = Catalog.quote(name);
        for (TableFacts part : parts) {
            if (part.kind() != 'f') {
                SafeStep add = SafeStep.brief(
                        alter(part.quoted(), "ADD CONSTRAINT " + quotedName + " " + body.strip() + "\nNOT VALID"));
                steps.add(add);
                steps.add(SafeStep.validate(
                        alter(part.quoted(), "VALIDATE CONSTRAINT " + quotedName),
                        add,
                        alter(part.quoted(), "DROP CONSTRAINT " + quotedName),
                        Optional.empty()));
            }
        }
        steps.add(last.apply(name));
        decision.safe(steps);
    }

    /**
     * The key is made on the table alone, where it holds for nothing; on each partition its index is built beside the
     * writers and becomes the partition's key; that becomes a part of the table's.
     */
    void key(AlterDecision.Key key, TableFacts facts, AlterDecision decision) throws SQLException {
        String table = statement.text(alter.table().span());
        Function<String, SafeStep> making = name -> onlyTable(key, table, name);
        String name = statement.chosen(
                key.own().map(Identifier::name),
                facts.schema(),
                alter.table().name(),
                ChosenNames.ofColumns(key.named()),
                key.label(),
                making);
        List<SafeStep> steps = new ArrayList<>(List.of(making.apply(name)));
        String schema = Catalog.prefix(alter.table());
        if (keys(key, facts, schema + Catalog.quote(name), steps)) {
            decision.safe(steps);
        } else {
            decision.blocks(
                    RewriteProbe.Effect.BUILDS_INDEXES, "a partition is a foreign table, which can have no key");
        }
    }

    private SafeStep onlyTable(AlterDecision.Key key, String table, String name) {
        return SafeStep.brief(
                "ALTER TABLE ONLY " + table + " ADD CONSTRAINT " + Catalog.quote(name) + " " + key.definition());
    }

    private boolean keys(AlterDecision.Key key, TableFacts parent, String parentIndex, List<SafeStep> steps)
            throws SQLException {
        for (TableFacts part : statement.catalog().partitions(parent.oid())) {
            if (part.kind() == 'f') {
                return false;
            }
            String schema = Catalog.quote(part.schema()) + ".";
            Function<String, SafeStep> making = name ->
                    part.isPartitioned() ? onlyTable(key, part.quoted(), name) : key.index(schema, name, part.quoted());
            String name = statement.chosen(
                    Optional.empty(),
                    part.schema(),
                    part.name(),
                    ChosenNames.ofColumns(key.named()),
                    key.label(),
                    making);
            String index = schema + Catalog.quote(name);
            steps.add(making.apply(name));
            if (!part.isPartitioned()) {
                steps.add(SafeStep.brief(alter(part.quoted(), key.taking(name))));
            } else if (!keys(key, part, index, steps)) {
                return false;
            }
            steps.add(SafeStep.brief("ALTER INDEX " + parentIndex + " ATTACH PARTITION " + index));
        }
        return true;
    }

    /**
     * The indexes that the partition lacks are built first. Then checks are validated that say what its bounds say, and
     * that the default partition has no row of it: with them the server need not read the rows.
     */
    void attach(AlterAction.AttachPartition attach, String action, TableFacts parent, AlterDecision decision)
            throws SQLException {
        Optional<TableFacts> found = statement.facts(attach.partition());
        Optional<String> beside = defaultPartition(parent);
        if (found.isEmpty() || beside.isPresent() && attach.isDefault()) {
            decision.plain(action);
            return;
        }
        TableFacts part = found.get();
        Span name = attach.partition().span();
        int start = attach.span().start();
        Optional<AttachTrial.Found> tried = Trial.of(statement.database().connection(), sql -> new AttachTrial(
                        statement.catalog(), parent, part)
                .run(
                        copy -> action.substring(0, name.start() - start) + copy + action.substring(name.end() - start),
                        beside.isPresent(),
                        sql));
        if (tried.isEmpty()) {
            decision.blocks(RewriteProbe.Effect.SCANS, "by rule; it could not be tried on an empty copy");
        } else if (lacksForeignKeys(parent, part)) {
            decision.blocks(RewriteProbe.Effect.SCANS, "the partition lacks a foreign key of the table");
            decision.wayOut("Add the foreign keys to it before, in a migration of their own.");
        } else if (!tried.get().missing().isEmpty() && !canBuild(tried.get(), part)) {
            decision.blocks(
                    RewriteProbe.Effect.BUILDS_INDEXES, "the partition lacks an index of the table, as seen on a copy");
            decision.wayOut("Create the indexes that are missing before, in a migration of their own.");
        } else {
            attach(attach, action, part, tried.get(), beside, decision);
        }
    }

    private static boolean canBuild(AttachTrial.Found tried, TableFacts part) {
        return !part.isPartitioned() && tried.missing().stream().allMatch(AttachTrial.Missing::plain);
    }

    private void attach(
            AlterAction.AttachPartition attach,
            String action,
            TableFacts part,
            AttachTrial.Found tried,
            Optional<String> beside,
            AlterDecision decision)
            throws SQLException {
        List<SafeStep> steps = new ArrayList<>();
        for (AttachTrial.Missing index : tried.missing()) {
            steps.addAll(index(index, attach, part));
        }
        StringBuilder after = new StringBuilder();
        if (!tried.check().isEmpty()) {
            String bounds = "partition constraint of relation \"" + part.name() + "\" is violated by some row";
            after.append(checked(
                    statement.text(attach.partition().span()),
                    "_refract_attach_" + part.oid(),
                    tried.check(),
                    new SafeStep.Saying(
                            "23514", bounds, Optional.of("The bounds are: " + tried.check()), Optional.empty()),
                    steps));
        }
        if (beside.isPresent() && statement.factsOf(beside.get()).isPresent()) {
            after.append(checked(
                    beside.get(),
                    "_refract_attach_beside_" + part.oid(),
                    "NOT (" + tried.bounds() + ")",
                    new SafeStep.Saying(
                            "23514",
                            "the default partition " + beside.get() + " has rows that belong to the new one",
                            Optional.of("Find them:\n    SELECT * FROM " + beside.get() + " WHERE " + tried.bounds()
                                    + " LIMIT 5"),
                            Optional.empty()),
                    steps));
        }
        if (steps.isEmpty()) {
            decision.plain(action);
        } else {
            steps.add(SafeStep.brief(statement.text(alter.span()) + after));
            decision.safe(steps);
        }
    }

    /** A check that is validated; returns what drops it again. */
    private String checked(String table, String name, String condition, SafeStep.Saying saying, List<SafeStep> steps) {
        String check = Catalog.quote(name);
        String drop = alter(table, "DROP CONSTRAINT " + check);
        SafeStep add = SafeStep.brief(alter(table, "ADD CONSTRAINT " + check + " CHECK (" + condition + ") NOT VALID"));
        steps.add(add);
        steps.add(SafeStep.validate(alter(table, "VALIDATE CONSTRAINT " + check), add, drop, Optional.of(saying)));
        return "; " + drop;
    }

    /** Builds an index beside the writers, under the name that the server would give it. */
    private List<SafeStep> index(AttachTrial.Missing index, AlterAction.AttachPartition attach, TableFacts part)
            throws SQLException {
        String schema = Catalog.quote(part.schema()) + ".";
        String table = schema + Catalog.quote(attach.partition().name());
        String verb = index.unique() ? "CREATE UNIQUE INDEX CONCURRENTLY " : "CREATE INDEX CONCURRENTLY ";
        Function<String, SafeStep> building = name -> IndexDecision.build(
                verb + Catalog.quote(name) + " ON " + table + " " + index.tail(),
                schema + Catalog.quote(name),
                table,
                index.doubles());
        boolean primary = index.contype().equals("p");
        String name = statement.chosen(
                Optional.empty(),
                part.schema(),
                attach.partition().name(),
                primary ? "" : ChosenNames.ofColumns(index.columns()),
                primary
                        ? ChosenNames.Label.PKEY
                        : index.contype().isEmpty() ? ChosenNames.Label.IDX : ChosenNames.Label.KEY,
                building);
        SafeStep built = building.apply(name);
        return index.contype().isEmpty()
                ? List.of(built)
                : List.of(
                        built,
                        SafeStep.brief(alter(
                                table,
                                "ADD CONSTRAINT " + Catalog.quote(name) + (primary ? " PRIMARY KEY" : " UNIQUE")
                                        + " USING INDEX " + Catalog.quote(name) + index.traits())));
    }

    /** Its name in quotes, with its schema. */
    private Optional<String> defaultPartition(TableFacts parent) throws SQLException {
        return statement
                .catalog()
                .query(
                        "SELECT n.nspname, c.relname FROM pg_catalog.pg_partitioned_table p JOIN pg_catalog.pg_class c ON "
                                + "c.oid = p.partdefid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
                                + "p.partrelid = " + parent.oid(),
                        row -> Catalog.quote(row.getString(1)) + "." + Catalog.quote(row.getString(2)))
                .stream()
                .findFirst();
    }

    private boolean lacksForeignKeys(TableFacts parent, TableFacts part) throws SQLException {
        return statement
                .catalog()
                .is("(SELECT count(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid = " + parent.oid()
                        + ") > (SELECT count(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND convalidated "
                        + "AND conrelid = " + part.oid() + ")");
    }

    /** CONCURRENTLY leaves a check with the bounds on the partition, which the plain form does not. */
    void detach(AlterAction.DetachPartition detach, String action, TableFacts parent, AlterDecision decision)
            throws SQLException {
        Catalog catalog = statement.catalog();
        boolean possible = !detach.concurrently()
                && !detach.finalizes()
                && statement.version() >= DETACH_CONCURRENTLY
                && statement.whole().isEmpty()
                && !catalog.is("EXISTS (SELECT FROM pg_catalog.pg_partitioned_table WHERE partrelid = " + parent.oid()
                        + " AND partdefid <> 0)");
        Optional<TableFacts> part = possible ? statement.facts(detach.partition()) : Optional.empty();
        if (part.isEmpty()) {
            decision.plain(action);
            return;
        }
        String name = statement.text(detach.partition().span());
        String checks = catalog
                .query(
                        "SELECT conname FROM pg_catalog.pg_constraint WHERE contype = 'c' AND conrelid = "
                                + part.get().oid(),
                        row -> Catalog.literal(row.getString(1)))
                .stream()
                .collect(Collectors.joining(", "));
        String relation = Catalog.relation(Catalog.quoted(detach.partition()));
        decision.safe(List.of(
                SafeStep.alone(
                        statement.text(alter.span()) + " CONCURRENTLY",
                        "NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = " + relation + ")",
                        Optional.empty(),
                        Optional.empty()),
                SafeStep.brief("DO $refract$ DECLARE name text; BEGIN FOR name IN SELECT conname FROM "
                        + "pg_catalog.pg_constraint WHERE contype = 'c' AND conrelid = " + relation
                        + (checks.isEmpty() ? "" : " AND conname NOT IN (" + checks + ")")
                        + " LOOP EXECUTE pg_catalog.format('"
                        + alter(name.replace("'", "''").replace("%", "%%"), "DROP CONSTRAINT %I")
                        + "', name); END LOOP; END $refract$")));
    }
}
