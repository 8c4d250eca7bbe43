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

    /** A check that says what the partition's bounds say is validated first; then the server need not read the rows. */
    void attach(AlterAction.AttachPartition attach, String action, TableFacts parent, AlterDecision decision)
            throws SQLException {
        Optional<TableFacts> found = statement.facts(attach.partition());
        if (found.isEmpty()) {
            decision.plain(action);
            return;
        }
        TableFacts part = found.get();
        Optional<Attached> tried = attached(action, attach, parent, part);
        if (tried.isEmpty()) {
            decision.blocks(RewriteProbe.Effect.SCANS, "by rule; it could not be tried on an empty copy");
        } else if (tried.get().buildsIndexes()) {
            decision.blocks(
                    RewriteProbe.Effect.BUILDS_INDEXES, "the partition lacks an index of the table, as seen on a copy");
            decision.wayOut("Create the indexes that are missing before, in a migration of their own.");
        } else if (tried.get().foreignKeys()) {
            decision.blocks(RewriteProbe.Effect.SCANS, "the partition lacks a foreign key of the table");
            decision.wayOut("Add the foreign keys to it before, in a migration of their own.");
        } else if (tried.get().hasDefault() && !attach.isDefault()) {
            decision.blocks(RewriteProbe.Effect.SCANS, "the table's default partition is read for rows of the new one");
        } else if (tried.get().bounds().isEmpty()) {
            decision.plain(action);
        } else {
            String check = Catalog.quote("_refract_attach_" + part.oid());
            String table = statement.text(attach.partition().span());
            SafeStep add = SafeStep.brief(alter(
                    table, "ADD CONSTRAINT " + check + " CHECK (" + tried.get().bounds() + ") NOT VALID"));
            decision.safe(List.of(
                    add,
                    SafeStep.validate(
                            alter(table, "VALIDATE CONSTRAINT " + check),
                            add,
                            alter(table, "DROP CONSTRAINT " + check),
                            Optional.of(new SafeStep.Saying(
                                    "23514",
                                    "partition constraint of relation \"" + part.name() + "\" is violated by some row",
                                    Optional.of("The bounds are: " + tried.get().bounds()),
                                    Optional.empty()))),
                    SafeStep.brief(statement.text(alter.span()) + "; " + alter(table, "DROP CONSTRAINT " + check))));
        }
    }

    /** What the server says when an empty copy is attached, in a transaction that is rolled back. */
    private record Attached(String bounds, boolean buildsIndexes, boolean foreignKeys, boolean hasDefault) {}

    private Optional<Attached> attached(
            String action, AlterAction.AttachPartition attach, TableFacts parent, TableFacts part) throws SQLException {
        Catalog catalog = statement.catalog();
        boolean hasDefault = catalog.is("EXISTS (SELECT FROM pg_catalog.pg_partitioned_table WHERE partrelid = "
                + parent.oid() + " AND partdefid <> 0)");
        boolean foreignKeys =
                catalog.is("(SELECT count(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid = "
                        + parent.oid()
                        + ") > (SELECT count(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND convalidated "
                        + "AND conrelid = " + part.oid() + ")");
        if (hasDefault) {
            return Optional.of(new Attached("", false, foreignKeys, true));
        }
        String copy = Catalog.quote(part.schema()) + "." + Catalog.quote("_refract_attach_" + part.oid());
        Span name = attach.partition().span();
        String onCopy = action.substring(0, name.start() - attach.span().start())
                + copy
                + action.substring(name.end() - attach.span().start());
        return Trial.of(statement.database().connection(), sql -> {
            sql.execute("CREATE TABLE " + copy + " (LIKE " + part.quoted() + " INCLUDING ALL)");
            String count = "SELECT count(*) FROM pg_catalog.pg_index WHERE indrelid = " + Catalog.relation(copy);
            long before = catalog.query(count, row -> row.getLong(1)).get(0);
            sql.execute("ALTER TABLE " + parent.quoted() + " " + onCopy);
            long after = catalog.query(count, row -> row.getLong(1)).get(0);
            String bounds = catalog.query(
                            "SELECT coalesce(pg_catalog.pg_get_partition_constraintdef(" + Catalog.relation(copy)
                                    + "), '')",
                            row -> row.getString(1))
                    .get(0);
            return new Attached(bounds, after > before, foreignKeys, false);
        });
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
