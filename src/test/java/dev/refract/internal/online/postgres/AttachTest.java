package dev.refract.internal.online.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.migrate.PlannedMigration;
import dev.refract.report.RefractException;
import dev.refract.testing.Deploys;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;

/** A partition with rows is attached beside a default partition with rows, or without the table's indexes. */
class AttachTest {

    private static final String ATTACH = "ALTER TABLE log ATTACH PARTITION log_2 FOR VALUES FROM (100) TO (200)";

    private static Deploys deploys(TestDatabase database, Path folder, String more) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add("""
                CREATE TABLE team (id int PRIMARY KEY);
                CREATE TABLE log (id int NOT NULL, team int) PARTITION BY RANGE (id);
                CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (100);
                CREATE TABLE log_2 (id int NOT NULL, team int);
                """ + more);
        deploys.run("mode=off");
        database.execute("INSERT INTO log SELECT n, n FROM generate_series(0, 99) n");
        database.execute("INSERT INTO log_2 SELECT n, n FROM generate_series(100, 199) n");
        return deploys;
    }

    private static List<String> withDefault(String key) {
        return List.of(
                "CREATE TABLE log_default PARTITION OF log DEFAULT " + key + ";\n",
                key.isEmpty() ? "" : "CREATE TABLE log_default_a PARTITION OF log_default DEFAULT;\n",
                "CREATE UNIQUE INDEX log_id ON log (id);\nALTER TABLE log ADD CONSTRAINT log_k UNIQUE (team, id);\n");
    }

    private static PlannedMigration.Route route(Deploys deploys) {
        return deploys.plan("mode=always").plan().get(0).routes().get(0);
    }

    /** How many tables the statement reads from their beginning to their end; it is rolled back. */
    private static long scans(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            long scans = Long.parseLong(TestDatabase.onlyValue(
                    connection, "SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables"));
            connection.rollback();
            return scans;
        }
    }

    @OnPostgres
    void theStepThatAttachesReadsNoRows(TestDatabase database, @TempDir Path folder) throws SQLException {
        for (String key : List.of("", "PARTITION BY RANGE (id)")) {
            database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            Deploys deploys = deploys(
                    database,
                    folder.resolve("f" + key.length()),
                    String.join("", withDefault(key)) + "INSERT INTO team SELECT generate_series(0, 2000);\n"
                            + "ALTER TABLE log ADD CONSTRAINT log_team FOREIGN KEY (team) REFERENCES team;\n");
            database.execute("INSERT INTO log SELECT n, n FROM generate_series(1000, 1100) n");
            assertThat(scans(database, ATTACH)).as(ATTACH).isPositive();
            deploys.add(ATTACH);
            List<String> steps = route(deploys).steps();
            for (String step : steps.subList(0, steps.size() - 1)) {
                database.execute(step);
            }
            assertThat(scans(database, steps.get(steps.size() - 1)))
                    .as(steps.toString())
                    .isZero();
        }
    }

    @OnPostgres
    void whatIsInTheWayIsSaidAndItGoesOn(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder, String.join("", withDefault("")));
        database.execute("INSERT INTO log_2 VALUES (150, 150), (250, 250); INSERT INTO log VALUES (199, 7), (300, 7); "
                + "DELETE FROM log_2 WHERE id = 199; INSERT INTO team SELECT generate_series(0, 300) EXCEPT VALUES (170); "
                + "ALTER TABLE log ADD CONSTRAINT log_team FOREIGN KEY (team) REFERENCES team");
        deploys.add(ATTACH);
        String[][] failures = {
            {"violates foreign key constraint \"log_team\"", "INSERT INTO team VALUES (170)"},
            {
                "values of (id) occur more than once",
                "DELETE FROM log_2 WHERE ctid = (SELECT max(ctid) FROM log_2 WHERE id = 150)"
            },
            {"is violated by some row", "DELETE FROM log_2 WHERE id = 250"},
            {"has rows that belong to the new one", "DELETE FROM log_default WHERE id = 199"},
        };
        RefractException failed = catchThrowableOfType(RefractException.class, () -> deploys.run("mode=always"));
        for (String[] failure : failures) {
            assertThat(failed).hasMessageContaining(failure[0]).hasMessageContaining("refract migrate deploy --resume");
            assertThat(database.query("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                    .isEqualTo("0");
            String query = failed.getMessage()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("SELECT "))
                    .findFirst()
                    .orElse("SELECT 1");
            assertThat(database.query(query)).isNotEmpty();
            database.execute(failure[1]);
            failed = catchThrowableOfType(
                    RefractException.class, () -> deploys.resume(OptionalInt.empty(), "mode=always"));
        }
        assertThat(failed).isNull();
        assertThat(database.query("SELECT count(*) FROM pg_constraint WHERE conname LIKE '\\_refract%'"))
                .isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_refract%'"))
                .isEqualTo("0");
        assertThat(database.query(
                        "SELECT conname FROM pg_constraint WHERE conrelid = 'log_2'::regclass AND contype = " + "'u'"))
                .isEqualTo("log_2_team_id_key");
        database.execute("INSERT INTO log VALUES (199, 8)");
        assertThat(database.query("SELECT tableoid::regclass FROM log WHERE id = 199"))
                .isEqualTo("log_2");
    }

    @OnPostgres
    void whatHasNoStepsStaysBlocking(TestDatabase database, @TempDir Path folder) throws SQLException {
        String[][] cases = {
            {"""
                DROP TABLE log_2;
                CREATE TABLE log_2 (id int NOT NULL, team int) PARTITION BY RANGE (id);
                CREATE TABLE log_2_a PARTITION OF log_2 DEFAULT;
                ALTER TABLE log ADD FOREIGN KEY (team) REFERENCES team;
                """, "the partition lacks a foreign key of the table"},
            {"""
                ALTER TABLE log_2 ADD CONSTRAINT k CHECK (id > 0);
                ALTER TABLE log ADD CONSTRAINT k FOREIGN KEY (team) REFERENCES team;
                """, "the partition lacks a foreign key of the table"},
            {"""
                DROP TABLE log_2;
                CREATE TABLE log_2 (id int NOT NULL, team int) PARTITION BY RANGE (id);
                CREATE TABLE log_2_a PARTITION OF log_2 DEFAULT;
                CREATE INDEX ON log (team);
                """, "the partition lacks an index of the table"},
            {"ALTER TABLE log_2 ALTER id DROP NOT NULL;\n", "it could not be tried on an empty copy"},
        };
        for (int i = 0; i < cases.length; i++) {
            database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            Deploys deploys = new Deploys(folder.resolve("f" + i), database);
            deploys.add("""
                    CREATE TABLE team (id int PRIMARY KEY);
                    CREATE TABLE log (id int NOT NULL, team int) PARTITION BY RANGE (id);
                    CREATE TABLE log_2 (id int NOT NULL, team int);
                    """ + cases[i][0]);
            deploys.run("mode=off");
            database.execute("INSERT INTO log_2 SELECT n FROM generate_series(100, 199) n");
            deploys.add(ATTACH);
            assertThat(route(deploys).summary()).isEqualTo("blocking");
            assertThat(route(deploys).reason()).contains(cases[i][1]);
        }
    }
}
