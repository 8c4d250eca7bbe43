package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.migrate.Project;
import dev.refract.internal.schema.script.Losses;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult.DownFile;
import dev.refract.migrate.GenerateDownResult.Outcome;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** What no reader of SQL sees, the trial's rows do. */
class RowTrialTest {

    @TempDir
    Path temp;

    @OnEveryDatabase
    void aTableThatIsDroppedAndMadeAgainLosesItsRows(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20)); CREATE TABLE u (id integer PRIMARY KEY);",
                "DROP TABLE t; CREATE TABLE t (id integer PRIMARY KEY, a varchar(20));"
                        + " ALTER TABLE u ADD COLUMN b integer;");

        assertThat(file.losses())
                .anyMatch(loss ->
                        loss.table().equals(Optional.of("t")) && loss.column().isEmpty());
        assertThat(losses(file)).as("said already").isEmpty();
    }

    @OnEveryDatabase
    void aColumnThatIsDroppedAndMadeAgainLosesItsValues(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20), b integer);",
                "ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN b integer; ALTER TABLE t ADD COLUMN c integer;");

        assertThat(file.losses())
                .anyMatch(loss ->
                        loss.table().equals(Optional.of("t")) && loss.column().equals(Optional.of("b")));
        assertThat(losses(file)).as("said already").isEmpty();
    }

    @OnEveryDatabase
    void whatComesBackIsNotAnnounced(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE p (id integer PRIMARY KEY, name varchar(20) NOT NULL UNIQUE);"
                        + "CREATE TABLE t (id integer PRIMARY KEY, p_id integer NOT NULL REFERENCES p (id), "
                        + "n numeric(20, 5), d date, CHECK (n > 0));",
                "ALTER TABLE t ADD COLUMN b integer; CREATE INDEX t_n ON t (n); CREATE TABLE u (id integer);");

        assertThat(losses(file)).isEmpty();
        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
    }

    @OnEveryDatabase
    void rowsInTheWayOfTheMigrationMakeRoom(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, a boolean, b varchar(20), c integer);",
                "UPDATE t SET c = 1; CREATE UNIQUE INDEX t_a ON t (a, b);");

        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(losses(file)).as("what the file says already").isEmpty();
        assertThat(file.losses()).anyMatch(loss -> loss.text().startsWith("statement 1"));
    }

    @OnPostgres
    void whatCodeDidToRowsIsSeen(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE TABLE seeds (id serial PRIMARY KEY, n text);"
                        + "INSERT INTO seeds (n) VALUES ('one'), ('two');",
                "DO $$ BEGIN EXECUTE 'UPDATE ' || 't' || ' SET a = upper(a)'; END $$;"
                        + "ALTER TABLE t ADD COLUMN b integer; DELETE FROM seeds WHERE n = 'two';");

        assertThat(losses(file)).hasSize(1);
        assertThat(losses(file).get(0)).contains("t.a");
        assertThat(file.losses()).anyMatch(loss -> loss.table().equals(Optional.of("seeds")));
        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
    }

    @OnEveryDatabase
    void whatIsSaidOfATableWithAnOddNameIsNotSaidAgain(TestDatabase database) {
        String table = database.dialect().quote("we ird");
        DownFile file = last(
                database,
                "CREATE TABLE " + table + " (id integer PRIMARY KEY, e integer);",
                "ALTER TABLE " + table + " DROP COLUMN e; ALTER TABLE " + table + " ADD COLUMN f integer;");

        assertThat(file.losses())
                .anyMatch(loss -> loss.table().equals(Optional.of("we ird"))
                        && loss.column().equals(Optional.of("e")));
        assertThat(losses(file)).isEmpty();
    }

    @OnPostgres
    void whatAFailedRoundPreparedIsNotInTheWayOfTheNext(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, n real); CREATE TABLE u (id integer PRIMARY KEY, v integer);",
                "PREPARE p AS UPDATE u SET v = 5; EXECUTE p;"
                        + "ALTER TABLE t ALTER COLUMN n TYPE numeric(5, 2) USING n::numeric(5, 2);");

        assertThat(file.withoutRows()).isEmpty();
        assertThat(losses(file)).hasSize(1);
        assertThat(losses(file).get(0)).contains("u.v");
    }

    @OnEveryDatabase
    void valuesThatTheMigrationRefusesAtTheEdgesAreTypicalOnes(TestDatabase database) {
        String type =
                switch (database.dialect()) {
                    case POSTGRESQL -> "ALTER TABLE t ALTER COLUMN a TYPE numeric(5, 2) USING round(a::numeric, 1)";
                    case MYSQL -> "ALTER TABLE t MODIFY a smallint";
                    case SQLITE -> "UPDATE t SET a = round(a, 1) WHERE a < 1000";
                };
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, a double precision);",
                "ALTER TABLE t ADD COLUMN c integer;" + type + ";");

        assertThat(file.losses()).anyMatch(loss -> loss.table().equals(Optional.of("t")));
        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(file.withoutRows()).isEmpty();
    }

    @OnEveryDatabase
    void aMigrationThatNoRowsFitSaysSo(TestDatabase database) {
        String refuse =
                switch (database.dialect()) {
                    case POSTGRESQL ->
                        "DO $$ BEGIN IF EXISTS (SELECT FROM t) THEN RAISE 'no rows, please'; END IF; END $$";
                    case MYSQL, SQLITE -> "INSERT INTO u (id, n) SELECT 1, 1 FROM t";
                };
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY); CREATE TABLE u (id integer PRIMARY KEY, n integer NOT NULL);",
                "ALTER TABLE t ADD COLUMN c integer; " + refuse + ";");

        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(file.withoutRows()).hasValueSatisfying(why -> assertThat(why).contains("fails on those"));
        assertThat(file.text()).contains("\n-- Tried with empty tables only: the migration fails");
    }

    @OnEveryDatabase
    void rowsThatWereAddedSinceStay(TestDatabase database) {
        String made = "CREATE TABLE new_t (id integer PRIMARY KEY, a varchar(20));"
                + "INSERT INTO new_t (id, a) SELECT id, a FROM t; DROP TABLE t; ALTER TABLE new_t RENAME TO t;";
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer PRIMARY KEY, a varchar(20));",
                made + "ALTER TABLE t ADD COLUMN c integer;");

        assertThat(file.losses()).noneMatch(loss -> loss.text().contains("too many"));
        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
    }

    @OnEveryDatabase
    void rowsAreRelatedByKeysThatTheMigrationAdds(TestDatabase database) {
        String key = database.dialect() == Dialect.SQLITE
                ? "CREATE TABLE new_c (id integer PRIMARY KEY, p_id integer NOT NULL REFERENCES \"the parents\" (id));"
                        + "INSERT INTO new_c (id, p_id) SELECT id, p_id FROM c; DROP TABLE c;"
                        + "ALTER TABLE new_c RENAME TO c;"
                : "ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES "
                        + database.dialect().quote("the parents") + " (id);";
        DownFile file = last(
                database,
                "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (id integer PRIMARY KEY, p_id integer NOT NULL);",
                "ALTER TABLE p RENAME TO " + database.dialect().quote("the parents") + ";" + key);

        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(file.withoutRows()).as("no reason why rows were not tried").isEmpty();
        assertThat(file.losses()).isEmpty();
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void whatIsWrittenUnderAWiderPrimaryKeyIsNoLoss(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE t (id integer NOT NULL, k integer NOT NULL, v integer,"
                        + " CONSTRAINT t_pkey PRIMARY KEY (id));",
                "ALTER TABLE t DROP " + (database.dialect() == Dialect.POSTGRESQL ? "CONSTRAINT t_pkey" : "PRIMARY KEY")
                        + ", ADD CONSTRAINT t_pkey PRIMARY KEY (id, k);");

        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(file.losses()).isEmpty();
        assertThat(file.text()).contains("-- Fails where: two rows have the same");
    }

    @OnPostgres
    void rowsOfAPartitionThatAloneIsNamedAreTried(TestDatabase database) {
        DownFile file = last(
                database,
                "CREATE TABLE p (id integer PRIMARY KEY, v text) PARTITION BY RANGE (id);"
                        + "CREATE TABLE half PARTITION OF p FOR VALUES FROM (0) TO (1000000);",
                "CREATE TABLE e (id integer); ALTER TABLE half ADD CHECK (v IS NOT NULL) NOT VALID;"
                        + "DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'half'; END $$;");

        assertThat(file.withoutRows()).isEmpty();
        assertThat(losses(file)).hasSize(1);
        assertThat(losses(file).get(0)).startsWith("p:");
    }

    @OnMariadb
    void rowsOfPartitionsThatBecameTablesComeBack(TestDatabase database) throws SQLException {
        String made = "CREATE TABLE t (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id) (PARTITION p0 VALUES"
                + " LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN MAXVALUE);"
                + "CREATE TABLE l (id integer, k integer, PRIMARY KEY (id, k)) PARTITION BY LIST (k) (PARTITION a VALUES"
                + " IN (1), PARTITION b VALUES IN (2, 3));";
        String converted = "ALTER TABLE t CONVERT PARTITION p2 TO TABLE late; ALTER TABLE t CONVERT PARTITION p0 TO"
                + " TABLE early; ALTER TABLE l CONVERT PARTITION a TO TABLE one;";
        DownFile file = last(database, made, converted);

        assertThat(file.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(losses(file)).isEmpty();
        database.execute(made);
        database.execute("INSERT INTO t VALUES (1, 1), (2, 2), (15, 3), (30, 4), (40, 5)");
        database.execute("INSERT INTO l VALUES (1, 1), (2, 2), (3, 3)");
        database.execute(converted);
        database.execute("UPDATE early SET n = 20 WHERE id = 2; DELETE FROM late WHERE id = 40;"
                + "INSERT INTO late VALUES (50, 6); INSERT INTO one VALUES (4, 1)");
        database.execute(file.text());
        assertThat(database.query("SELECT GROUP_CONCAT(id, ':', n ORDER BY id) FROM t"))
                .isEqualTo("1:1,2:20,15:3,30:4,50:6");
        assertThat(database.query("SELECT GROUP_CONCAT(id, ':', k ORDER BY id) FROM l"))
                .isEqualTo("1:1,2:2,3:3,4:1");
    }

    private DownFile last(TestDatabase database, String... migrations) {
        Project project = new Project(temp, database);
        for (int i = 0; i < migrations.length; i++) {
            project.migration((i + 1) + "_m", migrations[i]);
        }
        List<DownFile> files =
                project.refract().generateDown(GenerateDownOptions.DEFAULT).files();
        return files.get(files.size() - 1);
    }

    /** Those that the trial found. */
    private static List<String> losses(DownFile file) {
        return file.losses().stream()
                .map(Losses::text)
                .filter(text -> text.contains("in the trial"))
                .toList();
    }
}
