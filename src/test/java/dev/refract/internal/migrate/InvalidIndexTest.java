package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployOptions.Resume;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** An invalid index is not the one that a script wants, though IF NOT EXISTS takes it for that. */
class InvalidIndexTest {

    private static final String INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";

    @TempDir
    Path folder;

    @OnPostgres
    void concurrently(TestDatabase database) throws SQLException {
        Project project = withInvalidIndex(database);
        project.migration(
                "2_i",
                "CREATE TABLE b (id INTEGER);\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I d\" ON a (id);\n"
                        + "CREATE TABLE c (id INTEGER);");
        RefractException refused = refusal(project.refract());
        assertThat(refused.what()).contains("migration.sql:2:1 (statement 2 of 3)", "invalid", "Statement 1 has run");
        assertThat(refused.next()).contains("refract migrate deploy --resume");
        drop(database, refused);
        assertThat(project.refract()
                        .deploy(DeployOptions.DEFAULT.resume(Resume.AT_FAILURE))
                        .applied())
                .containsExactly("2_i");
        assertThat(database.query(INVALID)).isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM pg_indexes WHERE indexname = 'I d'"))
                .isEqualTo("1");
    }

    @OnPostgres
    void inOneTransaction(TestDatabase database) throws SQLException {
        Project project = withInvalidIndex(database);
        project.migration(
                "2_i", "CREATE TABLE b (id INTEGER);\nCREATE UNIQUE INDEX IF NOT EXISTS \"I d\" ON public.a (id);");
        RefractException refused = refusal(project.refract());
        assertThat(refused.what()).contains("migration.sql:2:1 (statement 2 of 2)", "nothing of it is applied");
        drop(database, refused);
        project.refract().resolveRolledBack("2_i");
        assertThat(project.refract().deploy().applied()).containsExactly("2_i");
        assertThat(database.query(INVALID)).isEqualTo("0");
    }

    @OnPostgres
    void inTheScriptsOwnTransaction(TestDatabase database) throws SQLException {
        Project project = withInvalidIndex(database);
        project.migration(
                "2_i",
                "BEGIN;\nCREATE TABLE b (id INTEGER);\nCREATE INDEX IF NOT EXISTS \"I d\" ON a (id);\nCOMMIT;\n");
        RefractException refused = refusal(project.refract());
        drop(database, refused);
        assertThat(project.refract()
                        .deploy(DeployOptions.DEFAULT.resume(Resume.AT_FAILURE))
                        .applied())
                .containsExactly("2_i");
        assertThat(database.query(INVALID)).isEqualTo("0");
    }

    /** Without IF NOT EXISTS the server says that it is there: recording the migration as applied is no way out. */
    @OnPostgres
    void whereTheServerRefusesIt(TestDatabase database) throws SQLException {
        Project project = withInvalidIndex(database);
        project.migration("2_i", "CREATE UNIQUE INDEX CONCURRENTLY \"I d\" ON a (id);");
        RefractException refused = refusal(project.refract());
        assertThat(refused.next()).doesNotContain("--applied");
        drop(database, refused);
        project.refract().resolveRolledBack("2_i");
        project.refract().deploy();
        assertThat(database.query(INVALID)).isEqualTo("0");
    }

    /** A partitioned table's is invalid as long as not each partition has its own. */
    @OnPostgres
    void aPartitionedTablesIndexMayBeInvalid(TestDatabase database) {
        Project project = new Project(folder, database)
                .migration(
                        "1_p",
                        "CREATE TABLE p (id INTEGER) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p DEFAULT;"
                                + "CREATE INDEX IF NOT EXISTS p_id ON ONLY p (id);")
                .migration(
                        "2_v",
                        "CREATE INDEX IF NOT EXISTS p1_id ON p1 (id); CREATE INDEX IF NOT EXISTS p1_id ON p1 (id);");
        assertThat(project.refract().deploy().applied()).hasSize(2);
    }

    /** Left by a unique index that met two equal rows, which are gone since. */
    private Project withInvalidIndex(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "1_a",
                        "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1), (1);\n"
                                + "CREATE UNIQUE INDEX CONCURRENTLY \"I d\" ON a (id);");
        RefractException left = refusal(project.refract());
        assertThat(left.what()).contains("23505", "DROP INDEX CONCURRENTLY \"I d\"");
        project.refract().resolveApplied("1_a");
        database.execute("DELETE FROM a WHERE ctid = '(0,1)'");
        assertThat(database.query(INVALID)).isEqualTo("1");
        return project;
    }

    private static void drop(TestDatabase database, RefractException refused) throws SQLException {
        assertThat(refused.code()).as(refused.getMessage()).contains(Code.P3018);
        String drop = refused.what().substring(refused.what().indexOf("DROP INDEX"));
        database.execute(drop.substring(0, drop.indexOf('\n')));
    }

    private static RefractException refusal(Refract refract) {
        return catchThrowableOfType(RefractException.class, refract::deploy);
    }
}
