package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.Refract;
import dev.refract.internal.migrate.Project;
import dev.refract.internal.sample.Content;
import dev.refract.internal.sample.Differences;
import dev.refract.internal.sample.Samples;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult.DownFile;
import dev.refract.migrate.GenerateDownResult.Outcome;
import dev.refract.report.RefractException;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/**
 * No way back loses anything in silence. By hand: {@code -Dcases=1000 -Dseed=1}.
 *
 * <p>Of each random case the rows are others than those of generate-down's own trial.
 */
class RowsComeBackTest {

    private static final long SEED = Long.getLong("seed", 0);
    /** More in one database make each description of it slower, fewer make more databases. */
    private static final int GROUP = 8;

    @TempDir
    Path temp;

    private final List<String> silent = new ArrayList<>();
    private int equal;
    private int announced;
    private int refused;
    private int invalid;
    private int unfinished;
    private int unfit;

    @OnEveryDatabase
    void orAreAnnounced(TestDatabase database) throws Exception {
        // MariaDB's take minutes on a busy machine: hundreds by hand.
        int cases = Integer.getInteger(
                "cases", database.kind() == Kind.SQLITE ? 100 : database.kind() == Kind.MARIADB ? 8 : 25);
        for (int start = 0; start < cases; start += GROUP) {
            group(database, start, Math.min(cases, start + GROUP));
        }
        System.err.printf(
                "RowsComeBackTest %s: seed %d, %d cases: %d equal, %d announced, %d refused; not run: %d invalid, "
                        + "%d unfinished, %d not on these rows%n",
                database.kind(), seed(database), cases, equal, announced, refused, invalid, unfinished, unfit);
        assertThat(silent).as("seed " + seed(database)).isEmpty();
        assertThat(equal + announced)
                .as("cases that went there and back")
                .isGreaterThanOrEqualTo(Math.max(1, cases / 4));
    }

    private void group(TestDatabase database, int start, int end) throws Exception {
        Path folder = temp.resolve("group" + start);
        Project project = new Project(folder, database);
        Refract refract = project.refract();
        List<RandomCase> cases = new ArrayList<>();
        for (int i = start; i < end; i++) {
            cases.add(new RandomCase(database.kind(), "_" + i, seed(database) * 1000 + i));
        }
        // A migration that can't run at all would end the history.
        List<RandomCase> possible = new ArrayList<>();
        for (RandomCase one : cases) {
            database.execute(one.schema);
            if (runs(refract, one.migration)) {
                possible.add(one);
            } else {
                invalid++;
                why("invalid", one);
            }
        }
        empty(database);
        List<String> names = new ArrayList<>();
        project.migration("0_base", possible.stream().map(one -> one.schema).collect(Collectors.joining()));
        for (int i = 0; i < possible.size(); i++) {
            names.add(String.format("%04d_case", i + 1));
            project.migration(names.get(i), possible.get(i).migration);
        }
        Map<String, DownFile> files =
                refract
                        .generateDown(GenerateDownOptions.DEFAULT.which(new GenerateDownOptions.Named(names)))
                        .files()
                        .stream()
                        .collect(Collectors.toMap(DownFile::migration, file -> file));
        for (int i = 0; i < possible.size(); i++) {
            DownFile file = files.get(names.get(i));
            if (file == null || file.outcome() != Outcome.VERIFIED) {
                unfinished++; // it says so, and is not run
                lastFailure = String.valueOf(file);
                why("unfinished", possible.get(i));
                continue;
            }
            there(database, refract, possible.get(i), file);
        }
        empty(database);
    }

    private void there(TestDatabase database, Refract refract, RandomCase one, DownFile file) throws Exception {
        database.execute(one.schema + String.join(";\n", one.rows));
        Content before = read(database);
        if (!runs(refract, one.migration)) {
            unfit++;
            why("not on these rows", one);
            empty(database);
            return;
        }
        Content applied = read(database);
        Predicate<Samples.Place> same = place -> hasSame(before, underOldName(applied, one), place);
        try (Connection connection = database.connect()) {
            // an application goes on with a table that has another name now
            new Samples(connection, database.dialect())
                    .change(place -> same.test(new Samples.Place(oldName(place.table(), one), place.column())));
        }
        Content changed = read(database);
        if (!runs(refract, file.text())) {
            refused++;
            if (database.dialect() != Dialect.MYSQL && !read(database).equals(changed)) {
                silent.add("failed, and left something else\n" + one.migration + file.text());
            }
            if (!file.text().contains("-- Fails where:")) {
                silent.add("failed, where nothing said so\n" + one.schema + String.join("\n", one.rows) + "\n"
                        + one.migration + file.text() + lastFailure);
            }
            empty(database);
            return;
        }
        Content expected = Differences.expected(before, underOldName(applied, one), underOldName(changed, one), same);
        List<Differences.Difference> differences = Differences.between(database.dialect(), expected, read(database));
        List<Differences.Difference> unsaid = differences.stream()
                .filter(difference -> !Named.announced(file.losses(), difference))
                .toList();
        if (!unsaid.isEmpty()) {
            silent.add(unsaid + "\n" + one.schema + String.join("\n", one.rows) + "\n" + one.migration + file.text());
        } else if (differences.isEmpty()) {
            equal++;
        } else {
            announced++;
        }
        empty(database);
    }

    private static Content underOldName(Content content, RandomCase one) {
        Map<String, Content.Rows> tables = new TreeMap<>();
        content.tables().forEach((table, rows) -> tables.put(oldName(table, one), rows));
        return new Content(tables);
    }

    private static String oldName(String table, RandomCase one) {
        return table.equals(one.newName()) ? one.oldName() : table;
    }

    /** The same in each build, unless a person says another. */
    private static long seed(TestDatabase database) {
        return SEED != 0 ? SEED : database.kind() == Kind.SQLITE ? 2 : 1;
    }

    private static boolean hasSame(Content before, Content after, Samples.Place place) {
        Content.Rows was = before.tables().get(place.table());
        Content.Rows is = after.tables().get(place.table());
        if (was == null || is == null) {
            return false;
        }
        int old = was.columns().indexOf(place.column());
        int now = is.columns().indexOf(place.column());
        if (old < 0 || now < 0 || !was.types().get(old).equals(is.types().get(now))) {
            return false;
        }
        // where columns were swapped, the name is another's now
        List<String> values = values(is, now);
        return values.equals(values(was, old))
                || IntStream.range(0, was.columns().size())
                        .noneMatch(other -> other != old && values(was, other).equals(values));
    }

    private static List<String> values(Content.Rows rows, int column) {
        return rows.rows().stream().map(row -> String.valueOf(row.get(column))).toList();
    }

    private String lastFailure = "";

    private void why(String what, RandomCase one) {
        if (Boolean.getBoolean("verbose")) {
            System.err.println("== " + what + ": " + lastFailure + "\n" + one.schema + one.migration);
        }
    }

    private boolean runs(Refract refract, String script) {
        try {
            refract.execute("script.sql", script);
            return true;
        } catch (RefractException e) {
            lastFailure = e.getMessage();
            return false;
        }
    }

    private static Content read(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return new Samples(connection, database.dialect()).read().orElseThrow();
        }
    }

    private static void empty(TestDatabase database) throws SQLException {
        switch (database.dialect()) {
            case POSTGRESQL -> database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
            case MYSQL -> {
                List<String> tables = database.query("SHOW TABLES")
                        .lines()
                        .map(Dialect.MYSQL::quote)
                        .toList();
                if (!tables.isEmpty()) {
                    database.execute("SET FOREIGN_KEY_CHECKS = 0; DROP TABLE " + String.join(", ", tables));
                }
            }
            case SQLITE -> {
                for (String table : database.query(
                                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
                        .lines()
                        .toList()) {
                    database.execute("DROP TABLE " + Dialect.SQLITE.quote(table));
                }
            }
        }
    }
}
