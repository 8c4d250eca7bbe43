package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.Refract;
import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.RehearseResult.Outcome;
import dev.refract.migrate.RehearseResult.Rehearsed;
import dev.refract.testing.Folders;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The migrations in {@code fixtures/kinds}, one for each kind of object and of change, with hand-written ways back. */
class KindsTest {

    /** Statements that leave no trace in a schema: what they forget, no comparison of schemas can find. */
    private static final Set<SqlStatement.Kind> TRACELESS =
            Set.of(SqlStatement.Kind.DML, SqlStatement.Kind.PRAGMA, SqlStatement.Kind.FOREIGN_KEYS_PRAGMA);

    @TempDir
    private Path folder;

    private static Path fixture(Dialect dialect) {
        return Path.of("fixtures/kinds", dialect.provider(), "migrations").toAbsolutePath();
    }

    private static Refract refract(TestDatabase database, Path migrations) {
        return Refract.configure()
                .url(database.url())
                .migrations(migrations)
                .environment(Map.of())
                .build();
    }

    private static RehearseResult rehearse(TestDatabase database, Path migrations) {
        return refract(database, migrations).rehearse(RehearseOptions.DEFAULT.which(new RehearseOptions.All()));
    }

    @OnEveryDatabase
    void eachKindGoesUpDownAndUpWithNoDifference(TestDatabase database) {
        RehearseResult result = rehearse(database, fixture(database.dialect()));
        assertThat(result.migrations()).hasSizeGreaterThan(15).allSatisfy(migration -> {
            assertThat(migration.problem()).as(migration.migration()).isEmpty();
            assertThat(migration.outcome()).as(migration.migration()).isEqualTo(Outcome.PROVED);
        });
        assertThat(result.isGood()).isTrue();
    }

    /** All the way there, all the way back, and there again, on the database itself. */
    @OnEveryDatabase
    void theWholeHistoryGoesBackToAnEmptySchema(TestDatabase database) throws SQLException {
        Refract refract = refract(database, fixture(database.dialect()));
        refract(database, folder).deploy(); // nothing but the ledger
        String empty = schema(database);
        refract.deploy();
        String there = schema(database);
        int count = refract.status().migrations().size();
        assertThat(refract.down(DownOptions.DEFAULT.range(new DownOptions.All()))
                        .rolledBack())
                .hasSize(count);
        assertThat(schema(database)).isEqualTo(empty);
        assertThat(refract.deploy().applied()).hasSize(count);
        assertThat(schema(database)).isEqualTo(there);
    }

    /** SQLite keeps its table of counters once it has made one. */
    private static String schema(TestDatabase database) throws SQLException {
        return database.dump()
                .lines()
                .filter(line -> !line.contains("sqlite_sequence"))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Each forgetful file makes the rehearsal build its scratch database anew, so this takes long on a busy machine.
     */
    @OnEveryDatabase
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void aDownThatForgetsOneStatementIsCaught(TestDatabase database) throws IOException {
        Dialect dialect = database.dialect();
        for (int forgotten = 0; forgotten < 6; forgotten++) {
            Path copy = Folders.copy(fixture(dialect), folder.resolve("forgets" + forgotten));
            List<String> forgetful = new ArrayList<>();
            for (Migration migration : History.in(copy).migrations()) {
                if (forget(migration, dialect, forgotten, copy)) {
                    forgetful.add(migration.name());
                }
            }
            if (forgetful.isEmpty()) {
                return;
            }
            RehearseResult result = rehearse(database, copy);
            assertThat(result.migrations().stream()
                            .filter(migration -> migration.outcome().isBad())
                            .map(Rehearsed::migration))
                    .as("statement " + (forgotten + 1) + " forgotten")
                    .containsExactlyElementsOf(forgetful);
            assertThat(result.migrations().stream()
                            .filter(migration -> migration.outcome().isBad()))
                    .allSatisfy(migration -> assertThat(migration.problem()).isPresent());
        }
    }

    /** Takes a statement that leaves a trace out of down.sql; returns whether there was one. */
    private static boolean forget(Migration migration, Dialect dialect, int index, Path copy) throws IOException {
        Script down = Script.parse(
                dialect,
                migration.text(Migration.DOWN, migration.read(Migration.DOWN).orElseThrow()));
        List<SqlStatement> tracing = down.statements().stream()
                .filter(statement -> !TRACELESS.contains(statement.kind()))
                .toList();
        if (index >= tracing.size()) {
            return false;
        }
        SqlStatement left = tracing.get(index);
        Files.writeString(
                copy.resolve(migration.name()).resolve(Migration.DOWN),
                down.text().substring(0, left.code()) + "SELECT 1;"
                        + down.text().substring(left.end()));
        return true;
    }
}
