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
        List<TableFacts> filled =
                parts.stream().filter(part -> part.kind() != 'f').toList();
        String name = statement.chosen(
                key.name().map(Identifier::name),
                parent.schema(),
                alter.table().name(),
                ChosenNames.ofColumns(key.columns()),
                ChosenNames.Label.FKEY,
                filled.isEmpty() ? last : one -> notValid(filled.get(0), one, body));
        List<SafeStep> steps = new ArrayList<>();
        String quotedName = Catalog.quote(name);
        for (TableFacts part : filled) {
            SafeStep add = notValid(part, name, body);
            steps.add(add);
            steps.add(SafeStep.validate(
                    alter(part.quoted(), "VALIDATE CONSTRAINT " + quotedName),
                    add,
                    alter(part.quoted(), "DROP CONSTRAINT " + quotedName),
                    Optional.empty()));
        }
        steps.add(last.apply(name));
        decision.safe(steps);
    }

    private SafeStep notValid(TableFacts part, String name, String body) {
        return SafeStep.brief(
                alter(part.quoted(), "ADD CONSTRAINT " + Catalog.quote(name) + " " + body.strip() + "\nNOT VALID"));
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
        } else if (!canValidate(missingKeys(parent, part), attach, part)) {
            decision.blocks(RewriteProbe.Effect.SCANS, "the partition lacks a foreign key of the table");
            decision.wayOut("Add the foreign keys to it before, in a migration of their own.");
        } else if (!tried.get().missing().isEmpty() && !canBuild(tried.get(), part)) {
            decision.blocks(
                    RewriteProbe.Effect.BUILDS_INDEXES, "the partition lacks an index of the table, as seen on a copy");
            decision.wayOut("Create the indexes that are missing before, in a migration of their own.");
        } else {
            attach(attach, action, part, tried.get(), missingKeys(parent, part), beside, decision);
        }
    }

    private boolean canValidate(List<MissingKey> keys, AlterAction.AttachPartition attach, TableFacts part) {
        return keys.isEmpty()
                || !part.isPartitioned()
                        && keys.stream()
                                .noneMatch(key ->
                                        key.unproved() || key.taken() && !statement.isOwn(adding(key, attach, part)));
    }

    private static boolean canBuild(AttachTrial.Found tried, TableFacts part) {
        return !part.isPartitioned() && tried.missing().stream().allMatch(AttachTrial.Missing::plain);
    }

    private void attach(
            AlterAction.AttachPartition attach,
            String action,
            TableFacts part,
            AttachTrial.Found tried,
            List<MissingKey> keys,
            Optional<String> beside,
            AlterDecision decision)
            throws SQLException {
        List<SafeStep> steps = new ArrayList<>();
        for (MissingKey key : keys) {
            steps.addAll(foreignKey(key, attach, part));
        }
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
        String table = quoted(attach, part);
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

    /**
     * A foreign key of the table that the partition has no match for.
     *
     * @param definition as in {@code ALTER TABLE}, with all names qualified
     * @param taken whether a constraint of the partition has its name; the server would choose one, by its version
     * @param unproved whether the table's own is not validated, or not enforced
     */
    private record MissingKey(String name, String definition, boolean taken, boolean unproved) {}

    /** What the server would make on the partition, and read all its rows for. */
    private List<MissingKey> missingKeys(TableFacts parent, TableFacts part) throws SQLException {
        String keys = "SELECT k.conname, k.convalidated, pg_catalog.pg_get_constraintdef(k.oid) AS definition, "
                + "pg_catalog.row_number() OVER (PARTITION BY pg_catalog.pg_get_constraintdef(k.oid) ORDER BY k.oid) AS nth "
                + "FROM pg_catalog.pg_constraint k WHERE path.set IS NOT NULL AND k.contype = 'f' AND NOT EXISTS (SELECT FROM "
                + "pg_catalog.pg_constraint u WHERE u.oid = k.conparentid AND u.conrelid = k.conrelid) AND k.conrelid = ";
        return statement
                .catalog()
                .query(
                        "SELECT f.* FROM (SELECT pg_catalog.set_config('search_path', '', true) AS set OFFSET 0) AS path CROSS "
                                + "JOIN LATERAL (SELECT t.conname, t.definition, EXISTS (SELECT FROM "
                                + "pg_catalog.pg_constraint u WHERE u.conrelid = " + part.oid() + " AND u.conname = "
                                + "t.conname), t.definition ~ ' NOT (VALID|ENFORCED)$' FROM (" + keys + parent.oid()
                                + ") t WHERE NOT EXISTS (SELECT FROM (" + keys + part.oid()
                                + ") p WHERE p.convalidated AND "
                                + "p.definition = t.definition AND p.nth = t.nth) ORDER BY t.conname) AS f",
                        row -> new MissingKey(
                                row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)));
    }

    private SafeStep adding(MissingKey key, AlterAction.AttachPartition attach, TableFacts part) {
        return SafeStep.brief(alter(
                quoted(attach, part),
                "ADD CONSTRAINT " + Catalog.quote(key.name()) + " " + key.definition() + " NOT VALID"));
    }

    private static String quoted(AlterAction.AttachPartition attach, TableFacts part) {
        return Catalog.quote(part.schema()) + "."
                + Catalog.quote(attach.partition().name());
    }

    private List<SafeStep> foreignKey(MissingKey key, AlterAction.AttachPartition attach, TableFacts part) {
        SafeStep add = adding(key, attach, part);
        String table = quoted(attach, part);
        String name = Catalog.quote(key.name());
        return List.of(
                add,
                SafeStep.validate(
                        alter(table, "VALIDATE CONSTRAINT " + name),
                        add,
                        alter(table, "DROP CONSTRAINT " + name),
                        Optional.empty()));
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
        String relation = Catalog.relation(Catalog.quoted(detach.partition()));
        String attached = "EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = " + relation + " AND ";
        SafeStep detaching = SafeStep.inHalves(
                statement.text(alter.span()) + " CONCURRENTLY", "NOT " + attached + "NOT inhdetachpending)");
        boolean added = statement.isResumed() && !catalog.is(attached + "NOT inhdetachpending)");
        String name = statement.text(detach.partition().span());
        String checks = catalog
                .query(
                        "SELECT k.conname FROM pg_catalog.pg_constraint k WHERE k.contype = 'c' AND k.conrelid = "
                                + part.get().oid()
                                + (added ? " AND NOT (" + addedBy(parent, part.get()) + ")" : ""),
                        row -> Catalog.literal(row.getString(1)))
                .stream()
                .collect(Collectors.joining(", "));
        decision.safe(List.of(
                detaching,
                SafeStep.brief(
                        "DO $refract$ DECLARE name text; BEGIN IF " + attached + "inhdetachpending) THEN EXECUTE "
                                + Catalog.literal(statement.text(alter.span()) + " FINALIZE")
                                + "; END IF; FOR name IN SELECT conname FROM pg_catalog.pg_constraint WHERE contype = 'c' AND conrelid = "
                                + relation
                                + (checks.isEmpty() ? "" : " AND conname NOT IN (" + checks + ")")
                                + " LOOP EXECUTE pg_catalog.format('"
                                + alter(name.replace("'", "''").replace("%", "%%"), "DROP CONSTRAINT %I")
                                + "', name); END LOOP; END $refract$")));
    }

    /** Whether a check is the one with the bounds: the newest, of the partition's own, on columns of the key. */
    private static String addedBy(TableFacts parent, TableFacts part) {
        return "k.oid = (SELECT max(oid) FROM pg_catalog.pg_constraint WHERE contype = 'c' AND conrelid = " + part.oid()
                + ") AND k.convalidated AND k.conislocal AND EXISTS (SELECT FROM pg_catalog.pg_partitioned_table p WHERE "
                + "p.partrelid = " + parent.oid()
                + " AND (0 = ANY (p.partattrs::int2[]) OR k.conkey <@ ARRAY(SELECT a.attnum "
                + "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_attribute b ON b.attname = a.attname WHERE a.attrelid "
                + "= " + part.oid() + " AND b.attrelid = " + parent.oid()
                + " AND b.attnum = ANY (p.partattrs::int2[]))))";
    }
}
