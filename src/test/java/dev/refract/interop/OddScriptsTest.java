package dev.refract.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.testing.Folders;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Prisma;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPrisma;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Scripts and names that are hard to handle, run by Refract on one database and by the real Prisma on another. */
@WithPrisma
class OddScriptsTest {

    @TempDir
    private Path migrations;

    @OnPostgres
    void postgresScriptsLeaveTheSame(Prisma prisma, TestDatabase ours, TestDatabase theirs)
            throws SQLException, IOException {
        succeed(
                prisma,
                ours,
                theirs,
                "CREATE TABLE log (text TEXT);\r\nINSERT INTO log VALUES ('a\r\nb');\r\n",
                "",
                "-- nothing but a comment\n/* and /* a nested */ one */;;",
                "INSERT INTO log VALUES ('it''s ? $1 {d ''2024-01-01''} :x'), (E'back\\\\slash\\'s'), ($q$;$$--$q$), "
                        + "(U&'d\\0061t');",
                "CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 'a;b'; SELECT 'c'; END; INSERT "
                        + "INTO log SELECT f()",
                "CREATE TABLE \"odd;\"\"name\" (\"a?b\" INT, \"$1\" INT DEFAULT 1); -- the end",
                "DO LANGUAGE plpgsql $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO log VALUES ('loop ' || i); END LOOP; "
                        + "END $$",
                "CREATE TABLE a1 (i INT); BEGIN; CREATE TABLE a2 (i INT); COMMIT; CREATE TABLE a3 (i INT);",
                "BEGIN; CREATE TABLE b1 (i INT); ROLLBACK; CREATE TABLE b2 (i INT);",
                "CREATE INDEX CONCURRENTLY log_text ON log (text)",
                "DROP INDEX CONCURRENTLY log_text;",
                "VACUUM log",
                "BEGIN; CREATE TABLE c1 (i INT); SAVEPOINT s; INSERT INTO c1 VALUES (1); ROLLBACK TO s; INSERT INTO "
                        + "c1 VALUES (2); COMMIT");
        fail(
                prisma,
                ours,
                theirs,
                "CREATE TABLE d1 (i INT); BEGIN; CREATE TABLE d2 (i INT); COMMIT; CREATE TABLE d3 (i INT); SELECT 1 "
                        + "/ 0;");
        fail(prisma, ours, theirs, "CREATE TABLE e1 (i INT); COMMIT; CREATE TABLE e2 (i INT); SELECT 1 / 0");
        fail(prisma, ours, theirs, "CREATE TABLE f1 (i INT); SELECT 1 / 0; CREATE TABLE f2 (i INT);");
    }

    @OnSqlite
    void sqliteScriptsLeaveTheSame(Prisma prisma, TestDatabase ours, TestDatabase theirs)
            throws SQLException, IOException {
        succeed(
                prisma,
                ours,
                theirs,
                "CREATE TABLE log (text TEXT);\r\nINSERT INTO log VALUES ('a\r\nb');\r\n",
                "",
                "-- nothing but a comment\n/* and ; another */;;",
                "INSERT INTO log VALUES ('it''s ? ?1 $1 {d ''2024-01-01''} :x'), ('-- /*');",
                "CREATE TABLE [odd;name] (`a?b` INT, \"$1\" INT DEFAULT 1); -- the end",
                "CREATE TRIGGER t AFTER INSERT ON log WHEN NEW.text = 'go' BEGIN\n  INSERT INTO log SELECT CASE WHEN "
                        + "1 THEN 'a;b' ELSE 'c' END; -- END;\n"
                        + "  DELETE FROM log WHERE text = 'go';\nEND;\nINSERT INTO log VALUES ('go')",
                "BEGIN; CREATE TABLE a1 (i INT); COMMIT; CREATE TABLE a2 (i INT);",
                "PRAGMA foreign_keys=OFF; CREATE TABLE b1 (i INT); PRAGMA foreign_keys=ON;",
                "VACUUM");
        fail(prisma, ours, theirs, "SELECT * FROM nowhere");
    }

    /** Applies scripts that both must manage. */
    private void succeed(Prisma prisma, TestDatabase ours, TestDatabase theirs, String... scripts)
            throws SQLException, IOException {
        for (int i = 0; i < scripts.length; i++) {
            write(String.format("202401010000%02d_script", i), scripts[i]);
        }
        refract(ours).deploy();
        assertThat(prisma.migrate(theirs, migrations, "deploy"))
                .satisfies(outcome ->
                        assertThat(outcome.exit()).as(outcome.toString()).isZero());
        assertSame(ours, theirs);
    }

    /** Runs a script that fails for both, and takes it back. */
    private void fail(Prisma prisma, TestDatabase ours, TestDatabase theirs, String script)
            throws SQLException, IOException {
        String name = "20250101000000_fails";
        write(name, script);
        assertThatThrownBy(() -> refract(ours).deploy()).hasMessageContaining("P3018");
        assertThat(prisma.migrate(theirs, migrations, "deploy").exit()).isEqualTo(1);
        assertSame(ours, theirs);
        refract(ours).resolveRolledBack(name);
        refract(theirs).resolveRolledBack(name);
        Folders.delete(migrations.resolve(name));
    }

    private static void assertSame(TestDatabase ours, TestDatabase theirs) throws SQLException {
        assertThat(ours.dump()).isEqualTo(theirs.dump());
        assertThat(ours.ledger()).isEqualTo(theirs.ledger());
        assertThat(ours.query("SELECT * FROM log ORDER BY text"))
                .isEqualTo(theirs.query("SELECT * FROM log ORDER BY text"));
    }

    @OnPostgres
    void namesAreAppliedInTheSameOrder(Prisma prisma, TestDatabase ours, TestDatabase theirs)
            throws SQLException, IOException {
        List<String> names = List.of(
                "1_b",
                "1_B",
                "1-a",
                "10_y",
                "1a",
                "2_x",
                "1 a",
                "_a",
                "A",
                "b",
                "a",
                "1_é",
                "20240101000000_init",
                "ab",
                "a_b",
                "a~",
                "~a",
                "1.2",
                "(x)",
                "Ab");
        for (String name : names) {
            write(name, "SELECT 1;");
        }
        refract(ours).deploy();
        assertThat(prisma.migrate(theirs, migrations, "deploy").exit()).isZero();
        String inOrder = "SELECT migration_name FROM _prisma_migrations ORDER BY started_at, finished_at";
        assertThat(ours.query(inOrder).lines())
                .hasSize(names.size())
                .containsExactlyElementsOf(theirs.query(inOrder).lines().toList());
    }

    private Refract refract(TestDatabase database) {
        return Refract.configure().url(database.url()).migrations(migrations).build();
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), script);
    }
}
