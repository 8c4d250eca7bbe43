package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.refract.Refract;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** What a script, or its session, does to the bookkeeping around it. */
class SessionTest {

    @TempDir
    private Path folder;

    @OnPostgres
    void aScriptMayChooseItsIsolation(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "1_a",
                        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE a AS SELECT "
                                + "current_setting('transaction_isolation') AS level;")
                .migration("2_only", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET TRANSACTION READ WRITE")
                .migration("3_fails", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\n  SELECT nothing;");
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.what()).contains("3_fails/migration.sql:3:10 (statement 3 of 3)");
        assertThat(database.query("SELECT level FROM a")).isEqualTo("serializable");
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND "
                        + "applied_steps_count = 1 ORDER BY 1"))
                .isEqualTo("1_a\n2_only");
    }

    @OnPostgres
    void whatIsDeferredIsCheckedAsTheScriptLeftItsSession(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "1_temporary",
                        "CREATE TEMP TABLE t (id int PRIMARY KEY, parent int REFERENCES t DEFERRABLE INITIALLY "
                                + "DEFERRED);"
                                + " INSERT INTO t VALUES (1, 1); CREATE TABLE copy AS SELECT * FROM t;")
                .migration(
                        "2_trigger",
                        "CREATE SCHEMA away; CREATE TABLE away.log (id int); CREATE TABLE away.a (id int);"
                                + " CREATE FUNCTION away.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT "
                                + "INTO log VALUES (NEW.id); RETURN NULL; END $$;"
                                + " CREATE CONSTRAINT TRIGGER late AFTER INSERT ON away.a DEFERRABLE INITIALLY "
                                + "DEFERRED FOR EACH ROW EXECUTE FUNCTION away.note();"
                                + " SET search_path TO away; INSERT INTO a VALUES (7);");
        assertThat(project.refract().deploy().applied()).hasSize(2);
        assertThat(database.query("SELECT id FROM away.log")).isEqualTo("7");
    }

    @OnMysql
    @OnMariadb
    void theDriverLeavesTheSessionAsTheServerMadeIt(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration(
                        "1_a",
                        "CREATE TABLE a AS SELECT @@session.net_write_timeout = @@global.net_write_timeout AS "
                                + "untouched;")
                .refract()
                .deploy();
        assertThat(database.query("SELECT untouched FROM a")).isEqualTo("1");
    }

    @OnMysql
    @OnMariadb
    void namesAndLogsAreRecordedAsTheyAreWhateverTheSqlMode(TestDatabase database) throws SQLException {
        new Project(folder, database)
                .migration("1_back\\slash 'quoted' 😀", "CREATE TABLE a (id INT);")
                .migration("2_fails", "SELECT 'C:\\\\', nothing");
        MysqlDataSource connections = new MysqlDataSource();
        connections.setURL("jdbc:" + database.url() + "?sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
        assertThatExceptionOfType(RefractException.class).isThrownBy(() -> Refract.configure()
                .dataSource(connections)
                .migrations(folder)
                .build()
                .deploy());
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("1_back\\slash 'quoted' 😀");
        assertThat(database.query("SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL"))
                .contains("SELECT 'C:\\\\', nothing");
    }

    @OnEveryDatabase
    void aResetDropsNothingWhereTheHistoryCanNotBeApplied(TestDatabase database) throws SQLException {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1);");
        project.refract().deploy();
        project.migration("2_broken", "SELECT 'never closed");
        assertThatExceptionOfType(RefractException.class)
                .isThrownBy(() -> project.refract().reset());
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        project.migration("2_broken", "INSERT INTO a VALUES (2);").write("3_empty/README", "no script");
        RefractException missing = catchThrowableOfType(
                RefractException.class, () -> project.refract().reset());
        assertThat(missing.code()).contains(Code.P3015);
        assertThat(database.query("SELECT id FROM a")).isEqualTo("1");
        project.write("3_empty/migration.sql", "");
        assertThat(project.refract().reset().applied()).containsExactly("1_a", "2_broken", "3_empty");
        assertThat(database.query("SELECT id FROM a ORDER BY 1")).isEqualTo("1\n2");
    }

    @OnEveryDatabase
    void aScriptThatEndsTooEarlyIsMarkedAtItsEnd(TestDatabase database) {
        Project project = new Project(folder, database)
                .migration("1_a", "-- a table\nCREATE TABLE a (\n  id INTEGER\n-- and no more");
        RefractException failure = catchThrowableOfType(
                RefractException.class, () -> project.refract().deploy());
        assertThat(failure.code()).contains(Code.P3018);
        assertThat(failure.what()).contains("1_a/migration.sql:3:13 (statement 1 of 1)");
    }

    @OnPostgres
    void aUserWithoutRightsIsToldWhatToGrant(TestDatabase database) throws SQLException {
        database.execute(
                "REVOKE ALL ON SCHEMA public FROM PUBLIC; DROP ROLE IF EXISTS refract_poor; CREATE ROLE refract_poor "
                        + "LOGIN PASSWORD 'poor'");
        Project project = new Project(folder, database).migration("1_a", "CREATE TABLE a (id INTEGER);");
        String url = database.url().replaceFirst("//[^@]*@", "//refract_poor:poor@");
        RefractException refusal = catchThrowableOfType(
                RefractException.class,
                () -> project.configure().url(url).build().deploy());
        database.execute("DROP ROLE refract_poor");
        assertThat(refusal.code()).contains(Code.P1010);
        assertThat(refusal.what()).endsWith("permission denied for schema public");
        assertThat(refusal.next()).contains("GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"refract_poor\"");
    }
}
