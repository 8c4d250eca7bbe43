package dev.refract.internal.rehearse;

import dev.refract.internal.history.Migration;
import dev.refract.internal.sample.Content;
import dev.refract.internal.sample.Differences;
import dev.refract.internal.sample.Differences.Difference;
import dev.refract.internal.sample.Samples;
import dev.refract.internal.sample.Samples.Place;
import dev.refract.internal.sample.Samples.Wildness;
import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.Unread;
import dev.refract.migrate.Loss;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One migration and its way back tried with rows in the tables: what an application had, and has changed since the
 * migration, must be there afterwards.
 */
final class RowTrial {

    /** Why rows are not looked at. */
    static final String TOO_MANY = "the migrations themselves write more rows than are compared one by one";

    private final Supplier<ScratchDatabase> bench;
    private final Runnable rebuild;
    private final Migration migration;
    private final Script up;
    private final Script down;
    private final Schema before;
    private final Schema after;
    private final Content seeds;
    private final List<String> counters;
    private final Samples.Keys keysAfter;

    private final Map<String, Difference> differences = new LinkedHashMap<>();
    private Optional<String> refused = Optional.empty();
    private Optional<String> without = Optional.empty();
    private boolean ran;

    /**
     * What came of it.
     *
     * @param refused why the way back failed with rows at the edges, where it did; then nothing is lost
     * @param without why nothing is known of rows; empty where something is, or where the migration touches no table
     */
    record Observed(List<Difference> differences, Optional<String> refused, Optional<String> without) {

        /** Of a trial that could not be made. */
        static Observed nothing(String why) {
            return new Observed(List.of(), Optional.empty(), Optional.of(why));
        }
    }

    /**
     * @param bench the scratch database, which has the schema of before
     * @param rebuild makes it anew, up to before the migration
     * @param seeds the rows of before the migration, with what brings counters back
     * @param keysAfter those of after it
     */
    RowTrial(
            Supplier<ScratchDatabase> bench,
            Runnable rebuild,
            Migration migration,
            Script up,
            Script down,
            Schema before,
            Schema after,
            Content seeds,
            List<String> counters,
            Samples.Keys keysAfter) {
        this.bench = bench;
        this.rebuild = rebuild;
        this.migration = migration;
        this.up = up;
        this.down = down;
        this.before = before;
        this.after = after;
        this.seeds = seeds;
        this.counters = counters;
        this.keysAfter = keysAfter.renamed(DownScript.renamedTables(before, after, up));
    }

    /** Tries rows at the edges, and plainer ones where the migration or its way back refuses those. */
    Observed run() throws SQLException {
        boolean done = false;
        for (Wildness wildness : Wildness.values()) {
            if (done && (wildness == Wildness.FITTING || wildness == Wildness.PLAIN)) {
                break;
            }
            done |= round(wildness);
        }
        return new Observed(List.copyOf(differences.values()), refused, ran ? Optional.empty() : without);
    }

    /** Whether it went there and back. */
    private boolean round(Wildness wildness) throws SQLException {
        fresh();
        Samples samples = bench.get().samples();
        samples.fill(this::touches, wildness, keysAfter);
        Optional<Content> rows = samples.read();
        if (rows.isEmpty()) {
            without = Optional.of(TOO_MANY);
            return true;
        }
        if (rows.get().tables().isEmpty()) {
            boolean wanted = before.all(Kind.TABLE).stream()
                    .anyMatch(table -> touches(table.name().name()));
            without = wanted ? Optional.of("no row that the tables accept was found") : Optional.empty();
            return true;
        }
        Optional<String> unfit = failure(Migration.UP, up);
        if (unfit.isPresent()) {
            without = unfit.map(failure -> "the migration fails on those that were tried: " + reason(failure));
            return false;
        }
        ran = true;
        samples = bench.get().samples();
        Optional<Content> applied = samples.read();
        samples.change(this::isSame);
        Optional<Content> changed = samples.read();
        if (applied.isEmpty() || changed.isEmpty()) {
            return true;
        }
        Optional<String> failure = failure(Migration.DOWN, down);
        if (failure.isPresent()) {
            refused = refused.or(() -> failure);
            return false;
        }
        Optional<Content> found = bench.get().samples().read();
        if (found.isPresent()) {
            Content expected = Differences.expected(rows.get(), applied.get(), changed.get(), this::isSame);
            Differences.between(up.dialect(), expected, found.get())
                    .forEach(d -> differences.putIfAbsent(
                            d.table() + "\0" + d.column().orElse("") + (d.count() < 0), d));
        }
        return true;
    }

    /** The schema and the rows of before. */
    private void fresh() throws SQLException {
        if (!bench.get().describe().equals(before) || !bench.get().samples().restore(seeds, counters)) {
            rebuild.run();
        }
    }

    private Optional<String> failure(String file, Script script) {
        try {
            bench.get().run(migration.path(file), script);
            return Optional.empty();
        } catch (InterruptedRefractException e) {
            throw e;
        } catch (RefractException e) {
            return Optional.of(e.what());
        }
    }

    // --- which

    /** What the migration calls may touch anything; otherwise it names what it does. */
    private boolean touches(String table) {
        return callsCode(up)
                || Named.in(up, table)
                || Named.in(down, table)
                || before.all(Kind.TABLE).stream()
                        .filter(part -> part.get("partition of").equals(table))
                        .anyMatch(part -> touches(part.name().name()));
    }

    private static boolean callsCode(Script script) {
        return script.statements().stream().map(script::change).anyMatch(RowTrial::callsCode);
    }

    private static boolean callsCode(Change change) {
        return change instanceof Execution || change instanceof Unread || change instanceof RowChange.Select;
    }

    /** A column that was there before and is there after, just so: an application goes on writing to it. */
    private boolean isSame(Place place) {
        ObjectName name = new ObjectName(Kind.COLUMN, place.table(), columnName(place.column()));
        Optional<SchemaObject> was = before.find(name);
        return was.isPresent() && was.equals(after.find(name));
    }

    private String columnName(String column) {
        return before.objects().keySet().stream()
                .filter(name -> name.kind() == Kind.COLUMN)
                .map(ObjectName::name)
                .filter(name -> name.equals(column) || name.equals(up.dialect().quote(column)))
                .findFirst()
                .orElse(column);
    }

    // --- what the file says of it

    /** The file with what the trial saw and it does not announce, each above its statement. */
    static String announced(Script down, Observed observed) {
        List<Loss> known = Losses.in(down);
        Map<Integer, String> comments = new TreeMap<>();
        for (Difference difference : observed.differences()) {
            if (!Named.announced(known, difference)) {
                comments.merge(place(down, difference), comment(down.dialect(), difference), String::concat);
            }
        }
        if (observed.refused().isPresent() && !down.text().contains("\n" + Losses.FAILS)) {
            down.statements().stream()
                    .findFirst()
                    .ifPresent(first -> comments.merge(
                            first.code(),
                            Losses.fails("rows are like some of the trial: "
                                    + reason(observed.refused().get())),
                            String::concat));
        }
        observed.without()
                .ifPresent(why ->
                        comments.merge(DownScript.HEADER.length() + 1, DownScript.withoutRows(why), String::concat));
        StringBuilder out = new StringBuilder();
        int end = 0;
        for (Map.Entry<Integer, String> comment : comments.entrySet()) {
            out.append(down.text(), end, comment.getKey()).append(comment.getValue());
            end = comment.getKey();
        }
        return out.append(down.text().substring(end)).toString();
    }

    /** The server's sentence of a failure. */
    private static String reason(String failure) {
        return failure.lines()
                .dropWhile(line -> !line.startsWith("Database error:"))
                .skip(1)
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("the server refuses them.");
    }

    private static String comment(Dialect dialect, Difference difference) {
        int count = Math.abs(difference.count());
        String what = difference.count() < 0
                ? "in the trial " + count + (count == 1 ? " row was" : " rows were") + " there too many afterwards."
                : difference.column().isEmpty()
                        ? "in the trial " + count + " of " + difference.of() + " rows did not come back."
                        : "in the trial " + count + " of " + difference.of() + " rows came back otherwise: "
                                + difference.example() + ".";
        return Losses.comment(
                dialect == Dialect.POSTGRESQL ? difference.table() : Named.sql(dialect, difference.table()),
                difference.column().map(column -> Named.sql(dialect, column)).orElse(""),
                what);
    }

    /** The first statement that names the table, and the column where one does; otherwise the first of all. */
    private static int place(Script down, Difference difference) {
        Predicate<SqlStatement> table = statement -> Named.in(down.sql(statement), Named.plain(difference.table()));
        Predicate<SqlStatement> column = statement -> difference
                .column()
                .filter(c -> Named.in(down.sql(statement), c))
                .isPresent();
        return down.statements().stream()
                .filter(table.and(column))
                .findFirst()
                .or(() -> down.statements().stream().filter(table).findFirst())
                .or(() -> down.statements().stream().findFirst())
                .map(SqlStatement::code)
                .orElse(0);
    }
}
