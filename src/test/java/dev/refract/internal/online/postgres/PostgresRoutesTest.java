package dev.refract.internal.online.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.migrate.DeployResult;
import dev.refract.report.RefractException;
import dev.refract.testing.Deploys;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Which way each statement goes, and why. */
class PostgresRoutesTest {

    private static final String TABLES = """
            CREATE TYPE mood AS ENUM ('a', 'b');
            CREATE TABLE big (id int PRIMARY KEY, a int, b varchar(10), m mood, CONSTRAINT big_b CHECK (length(b) < 10));
            CREATE INDEX big_b_idx ON big (b);
            CREATE TABLE small (id int PRIMARY KEY, a int);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
            """;

    private Deploys deploys(TestDatabase database, Path folder) throws SQLException {
        Deploys deploys = new Deploys(folder, database);
        deploys.add(TABLES);
        deploys.run("mode=off");
        database.execute("INSERT INTO big SELECT n, n, n, 'a' FROM generate_series(1, 100) n");
        database.execute("INSERT INTO small SELECT n, n FROM generate_series(1, 5) n");
        database.execute("ANALYZE");
        return deploys;
    }

    private static List<String> routes(DeployResult plan) {
        return plan.plan().get(plan.plan().size() - 1).routes().stream()
                .map(way -> way.summary() + ": "
                        + way.reason().replaceAll("; big has .*|; huge has .*|: about .*|; (about|never).*", ""))
                .toList();
    }

    @OnPostgres
    void eachStatementGoesTheFirstWayThatFits(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        String none = "direct: it touches no table that was there before";
        String steps = "safe: it runs in steps that block nobody";
        String moment = "brief: it needs its lock for a moment";
        String catalog = "brief: it changes the catalog only, as seen on an empty copy of the table";
        String copy = " (seen on an empty copy of the table)";
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("SELECT 1", none);
        expected.put("ALTER TABLE small ALTER COLUMN a TYPE bigint", "direct: the table is small");
        expected.put("CREATE TABLE fresh (id int PRIMARY KEY)", none);
        expected.put("CREATE INDEX fresh_i ON fresh (id)", none);
        expected.put(
                "ALTER TABLE fresh ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES small(id)",
                "direct: the table is small");
        expected.put("ALTER TABLE fresh ADD CONSTRAINT k2 FOREIGN KEY (id) REFERENCES big(id)", moment);
        expected.put("CREATE INDEX big_a ON big (a)", "safe: the index is built beside the writers");
        expected.put("CREATE INDEX CONCURRENTLY big_a2 ON big (a)", "direct: it is the safe form already");
        expected.put("ALTER TABLE big ADD COLUMN c int DEFAULT 1", catalog);
        expected.put(
                "ALTER TABLE big ADD COLUMN d timestamptz DEFAULT clock_timestamp()",
                "blocking: it rewrites the table under a lock that stops readers and writers" + copy);
        expected.put(
                "ALTER TABLE big ALTER COLUMN b TYPE text",
                "blocking: it reads all rows of the table under a lock that stops writers" + copy);
        expected.put(
                "ALTER TABLE big ALTER COLUMN a TYPE bigint",
                "blocking: it rewrites the table under a lock that stops readers and writers" + copy);
        expected.put(
                "ALTER TABLE big ADD COLUMN e int GENERATED ALWAYS AS (id + 1) STORED",
                "blocking: it rewrites the table under a lock that stops readers and writers" + copy);
        expected.put("ALTER TABLE big ALTER COLUMN a SET NOT NULL", steps);
        expected.put("ALTER TABLE big ALTER COLUMN id SET NOT NULL", moment);
        expected.put("ALTER TABLE big ADD CONSTRAINT c1 CHECK (a > 0) NOT VALID", moment);
        expected.put("ALTER TABLE big VALIDATE CONSTRAINT c1", steps);
        expected.put(
                "ALTER TABLE big SET LOGGED",
                "blocking: it rewrites the table under a lock that stops readers and writers (by rule)");
        expected.put("CREATE TRIGGER t BEFORE INSERT ON big FOR EACH ROW EXECUTE FUNCTION f()", moment);
        expected.put(
                "UPDATE big SET a = 1", "direct: it changes rows, and takes no lock on the table that stops others");
        expected.put("UPDATE big SET a = 1 WHERE id = 3", "direct: it changes rows by a key");
        expected.put("DELETE FROM small", "direct: the table is small");
        expected.put(
                "VACUUM FULL big",
                "blocking: it rewrites the table under a lock that stops readers and writers (by rule)");
        expected.put("DROP INDEX big_b_idx", "safe: the index is dropped without waiting under a lock");
        expected.put("ALTER TABLE big RENAME TO huge", moment);
        expected.put("TRUNCATE huge", moment);
        expected.put("DROP TABLE huge", moment);
        deploys.add(String.join(";\n", expected.keySet()) + ";\n");
        assertThat(routes(deploys.plan("min_rows=50"))).containsExactlyElementsOf(expected.values());
        assertThat(deploys.plan("min_rows=50").plan().get(0).warnings())
                .anyMatch(warning -> warning.contains("UPDATE without a key on big"))
                .noneMatch(warning -> warning.contains("small"));
        assertThat(routes(deploys.plan("mode=off"))).allMatch(way -> way.startsWith("direct"));
        assertThat(routes(deploys.plan())).allMatch(way -> way.startsWith("direct"));
    }

    @OnPostgres
    void aScriptsOwnTransactionStaysAsItIs(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        deploys.add("""
                BEGIN;
                CREATE TYPE mood_new AS ENUM ('a', 'c');
                ALTER TABLE big ALTER COLUMN m TYPE mood_new USING (m::text::mood_new);
                ALTER TYPE mood RENAME TO mood_old;
                ALTER TYPE mood_new RENAME TO mood;
                DROP TYPE mood_old;
                COMMIT;
                """);
        String rewrites =
                "blocking: it rewrites the table under a lock that stops readers and writers (by rule; it could "
                        + "not be tried on an empty copy)";
        assertThat(routes(deploys.plan("min_rows=50"))).contains(rewrites);
        RefractException refused =
                catchThrowableOfType(RefractException.class, () -> deploys.run("min_rows=50", "max_blocking=0"));
        assertThat(refused)
                .hasMessageContaining("big has about 100 rows")
                .hasMessageContaining("more than max_blocking allows")
                .hasMessageContaining("Nothing was run")
                .hasMessageContaining("ADD COLUMN \"m_new\" mood_new")
                .hasMessageContaining("\"id\" >= … AND \"id\" < …");
        deploys.with("online = \"never\"");
        assertThat(deploys.run("min_rows=50", "max_blocking=0").applied()).hasSize(1);
        deploys.add("BEGIN; CREATE INDEX x ON big (a); ALTER TABLE big DROP COLUMN b; COMMIT;");
        assertThat(routes(deploys.plan("min_rows=50")))
                .containsExactly(
                        "direct: it touches no table that was there before",
                        "blocking: it builds an index under a lock that stops writers (the script has a transaction of "
                                + "its own)",
                        "direct: it needs its lock for a moment",
                        "direct: it touches no table that was there before");
        assertThat(deploys.run("min_rows=50").applied()).hasSize(1);
    }

    @OnPostgres
    void aBlockThatNamesALargeTableIsNotDirectInSilence(TestDatabase database, @TempDir Path folder)
            throws SQLException {
        Deploys deploys = deploys(database, folder);
        database.execute(
                "CREATE SCHEMA other; CREATE TABLE other.far AS SELECT generate_series(1, 100) AS id; ANALYZE");
        Map<String, String> named = Map.of(
                "DO $$ BEGIN ALTER TABLE big ADD COLUMN c int; EXCEPTION WHEN others THEN NULL; END $$", "big",
                "DO 'BEGIN EXECUTE ''ALTER TABLE \"big\" ADD COLUMN d int''; END'", "big",
                "DO LANGUAGE plpgsql $do$ BEGIN EXECUTE format($e$ALTER TABLE %I ADD e int$e$, 'big'); END $do$", "big",
                "DO $$ BEGIN ALTER TABLE other.far ADD COLUMN c int; END $$", "far");
        for (Map.Entry<String, String> block : named.entrySet()) {
            deploys.add(block.getKey());
            DeployResult plan = deploys.plan("min_rows=50");
            assertThat(routes(plan))
                    .last()
                    .asString()
                    .startsWith("direct: a block of code is not looked into; it names " + block.getValue());
            assertThat(plan.plan().get(0).warnings())
                    .anyMatch(warning -> warning.contains("names " + block.getValue() + " (about 100 rows")
                            && warning.contains("does not look into it"));
            assertThat(deploys.run("min_rows=50").applied()).hasSize(1);
        }
        assertThat(database.query("SELECT count(*) FROM pg_attribute WHERE attrelid IN ('big'::regclass, "
                        + "'other.far'::regclass) AND attname IN ('c', 'd', 'e')"))
                .isEqualTo("4");
        for (String quiet : List.of(
                "DO $$ BEGIN PERFORM count(*) FROM small; END $$",
                "DO $$ BEGIN NULL; END $$",
                "DO $$ DECLARE far int; BEGIN far := 1; END $$")) {
            deploys.add(quiet);
            assertThat(deploys.plan("min_rows=50").plan().get(0).warnings()).isEmpty();
            deploys.run("min_rows=50");
        }
    }

    @OnPostgres
    void whatIsBriefStaysOneTransaction(TestDatabase database, @TempDir Path folder) throws SQLException {
        Deploys deploys = deploys(database, folder);
        deploys.add("ALTER TABLE big ADD COLUMN c int;\nCREATE TABLE other (id int);\nALTER TABLE big DROP COLUMN c;");
        assertThat(deploys.plan("min_rows=50").plan().get(0).transaction()).isTrue();
        deploys.run("min_rows=50");
        deploys.add("ALTER TABLE big ADD COLUMN c int;\nCREATE INDEX i ON big (c);");
        assertThat(deploys.plan("min_rows=50").plan().get(0).transaction()).isFalse();
    }
}
