package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.Checksum;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.SquashedRows;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.schema.DialectSchema;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaDiff;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.DriftResult.Difference;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares a database with what its applied migrations make of an empty one. Changes nothing in it. */
public final class Drift {

    /** Of what a kept description says; a newer one reads none of the old. */
    private static final String FORMAT = "1";

    private static final List<Kind> WITH_PARTS = List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW);

    private final Target target;
    private final Optional<DatabaseUrl> shadow;
    private final DriftOptions options;

    Drift(Target target, Optional<DatabaseUrl> shadow, DriftOptions options) {
        this.target = target;
        this.shadow = shadow;
        this.options = options;
    }

    /**
     * Compares.
     *
     * @param shadow the project's shadowDatabaseUrl, whose server is used where there is one
     * @throws RefractException P3014 where there can be no scratch database; without a code where an applied migration
     *     has no folder, or does not run on an empty database
     */
    public static DriftResult run(Target target, Optional<DatabaseUrl> shadow, DriftOptions options) {
        try (Database database = target.open(Database.Missing.FAIL)) {
            return new Drift(target, shadow, options).result(database);
        }
    }

    DriftResult result(Database database) {
        List<LedgerRow> rows = SquashedRows.in(database, target.history()).seen();
        List<LedgerRow> applied = applied(rows);
        List<Migration> migrations = migrations(applied);
        Compared compared = compare(database, migrations);
        return new DriftResult(
                database.description(),
                migrations.stream().map(Migration::name).toList(),
                edited(applied, migrations),
                rows.stream()
                        .filter(LedgerRow::failed)
                        .map(LedgerRow::migration)
                        .distinct()
                        .toList(),
                compared.differences(),
                options.sql() && !compared.difference().isEmpty() ? Optional.of(compared.sql()) : Optional.empty());
    }

    /**
     * What the database has beside what migrations make.
     *
     * @param should what they make, as far as it counts
     * @param is what it has
     */
    record Compared(DriftScope scope, Schema should, Schema is, SchemaDiff difference) {
        List<Difference> differences() {
            return Drift.differences(difference, should, is);
        }

        private String sql() {
            return Drift.sql(difference, scope.asOrdered(should, is), is);
        }
    }

    Compared compare(Database database, List<Migration> migrations) {
        Schema live = live(database);
        Schema made = made(database, live, migrations);
        DriftScope scope = new DriftScope(options, target.schemas(), made);
        Schema should = scope.of(made, "made");
        Schema is = scope.of(live, "live");
        return new Compared(scope, should, is, scope.difference(should, is));
    }

    // --- what is applied

    /** The last row of each migration that is applied, by when it started. */
    private static List<LedgerRow> applied(List<LedgerRow> rows) {
        Map<String, LedgerRow> last = rows.stream()
                .filter(LedgerRow::applied)
                .collect(Collectors.toMap(
                        LedgerRow::migration, Function.identity(), (first, second) -> second, LinkedHashMap::new));
        return last.values().stream()
                .sorted(Comparator.comparing(LedgerRow::startedAt).thenComparing(LedgerRow::migration))
                .toList();
    }

    private List<Migration> migrations(List<LedgerRow> applied) {
        Map<String, Migration> known =
                target.history().migrations().stream().collect(Collectors.toMap(Migration::name, Function.identity()));
        List<String> unknown = applied.stream()
                .map(LedgerRow::migration)
                .filter(name -> !known.containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new RefractException(
                    null,
                    Counted.of(unknown.size(), "migration") + " that the ledger says "
                            + (unknown.size() == 1 ? "is" : "are") + " applied "
                            + (unknown.size() == 1 ? "has" : "have") + " no folder, so nobody knows what the database "
                            + "should be: "
                            + unknown.stream()
                                    .limit(10)
                                    .map(name -> "`" + Controls.escapedLine(name) + "`")
                                    .collect(Collectors.joining(", "))
                            + (unknown.size() > 10 ? ", …" : "") + ".",
                    "Bring the folders back, or point --migrations to where they are. What the ledger has: refract "
                            + "migrate status");
        }
        return applied.stream().map(row -> known.get(row.migration())).toList();
    }

    private static List<String> edited(List<LedgerRow> applied, List<Migration> migrations) {
        List<String> edited = new ArrayList<>();
        for (int i = 0; i < applied.size(); i++) {
            if (!Checksum.matches(applied.get(i).checksum(), migrations.get(i).script())) {
                edited.add(applied.get(i).migration());
            }
        }
        return edited;
    }

    // --- the two descriptions

    static Schema live(Database database) {
        try {
            return DialectSchema.introspection(database.dialect()).read(database.connection(), database.schema());
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    private Schema made(Database database, Schema live, List<Migration> migrations) {
        Optional<SchemaCache> cache = options.cache().map(SchemaCache::new);
        if (cache.isEmpty()) {
            return replayed(live, migrations);
        }
        String key = key(database, live, migrations);
        return cache.get().read(key, live.dialect()).orElseGet(() -> {
            Schema schema = replayed(live, migrations);
            cache.get().write(key, schema);
            return schema;
        });
    }

    /** The ledger's order may be none that runs: what was only recorded has the time of that. */
    private Schema replayed(Schema live, List<Migration> migrations) {
        List<Migration> sorted = target.history().migrations().stream()
                .filter(migrations::contains)
                .toList();
        try {
            return replay(live, migrations);
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            if (sorted.equals(migrations) || e.code().isPresent()) {
                throw e;
            }
            return replay(live, sorted);
        }
    }

    private Schema replay(Schema live, List<Migration> migrations) {
        try (ScratchDatabase scratch = ScratchDatabase.create(target, shadow)) {
            scratch.takeDefaults(live);
            scratch.replay(migrations);
            return scratch.describe();
        }
    }

    /** All that decides what the migrations make: they themselves, the server, and this program. */
    private String key(Database database, Schema live, List<Migration> migrations) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String version = Drift.class.getPackage().getImplementationVersion();
            Stream.of(
                            FORMAT,
                            String.valueOf(version),
                            database.connection().getMetaData().getDatabaseProductVersion(),
                            database.schema(),
                            shadow.map(url -> url.host() + ":" + url.port()).orElse(""),
                            live.find(ObjectName.of(Kind.SCHEMA, ""))
                                    .map(settings -> settings.get("charset") + settings.get("collation"))
                                    .orElse(""))
                    .forEach(part -> add(digest, part.getBytes(StandardCharsets.UTF_8)));
            migrations.forEach(migration -> {
                add(digest, migration.name().getBytes(StandardCharsets.UTF_8));
                add(digest, migration.script());
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(part);
    }

    // --- what differs

    static List<Difference> differences(SchemaDiff diff, Schema should, Schema is) {
        List<Difference> differences = new ArrayList<>();
        for (SchemaDiff.Change change : diff.changes()) {
            ObjectName name = change.name();
            if (change instanceof SchemaDiff.Removed removed && !isPart(name, should, is)) {
                differences.add(difference(
                        DriftResult.Type.MISSING,
                        name,
                        Optional.of(whole(removed.object(), should)),
                        Optional.empty()));
            } else if (change instanceof SchemaDiff.Added added && !isPart(name, is, should)) {
                differences.add(difference(
                        DriftResult.Type.EXTRA, name, Optional.empty(), Optional.of(whole(added.object(), is))));
            } else if (change instanceof SchemaDiff.Changed changed) {
                differences.add(difference(
                        DriftResult.Type.DIFFERENT,
                        name,
                        Optional.of(properties(changed.before(), "")),
                        Optional.of(properties(changed.after(), ""))));
            }
        }
        return differences;
    }

    private static Difference difference(
            DriftResult.Type type, ObjectName name, Optional<String> expected, Optional<String> actual) {
        return new Difference(type, name.kind().label(), name.table(), name.name(), expected, actual);
    }

    /** Whether it belongs to a table that only one of the two has. */
    private static boolean isPart(ObjectName name, Schema one, Schema other) {
        return WITH_PARTS.stream()
                .map(kind -> ObjectName.of(kind, name.table()))
                .anyMatch(table ->
                        one.find(table).isPresent() && other.find(table).isEmpty());
    }

    /** With all that belongs to it. */
    private static String whole(SchemaObject object, Schema schema) {
        if (!WITH_PARTS.contains(object.kind())) {
            return properties(object, "");
        }
        return Stream.concat(
                        Stream.of(properties(object, "")),
                        schema.objects().values().stream()
                                .filter(part ->
                                        part.name().table().equals(object.name().name()))
                                .sorted(Comparator.comparing(SchemaObject::kind)
                                        .thenComparingInt(SchemaObject::position))
                                .map(part -> properties(part, part.name().toString())))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String properties(SchemaObject object, String of) {
        String text = object.properties().entrySet().stream()
                .filter(property -> !property.getKey().equals("after"))
                .map(property -> (of.isEmpty() ? "" : of + ": ") + property.getKey() + ": " + property.getValue())
                .collect(Collectors.joining("\n"));
        return text.isEmpty() ? of : text;
    }

    // --- the way to what should be

    private static String sql(SchemaDiff difference, Schema should, Schema is) {
        StringBuilder text = new StringBuilder("""
                -- Leads from what the database has to what its migrations make.
                -- It was generated and not tried: read it before you run it, and rehearse it on a copy.
                """);
        if (is.dialect() == Dialect.POSTGRESQL) {
            difference.changes().stream()
                    .filter(change -> change instanceof SchemaDiff.Changed changed
                            && changed.after().has(DriftScope.COLUMN_ORDER))
                    .forEach(change -> text.append("-- The columns of ")
                            .append(Controls.escapedLine(change.name().name()))
                            .append(" stay in their order: PostgreSQL changes it in a new table only.\n"));
        }
        return text.append(DownScript.between(DialectSchema.downWriter(is.dialect()), is, should))
                .toString();
    }
}
