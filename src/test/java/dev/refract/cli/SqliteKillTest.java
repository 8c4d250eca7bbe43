package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Missing;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/**
 * A deploy that rebuilds a table which other rows depend on, killed at random system calls: {@code -Dkills=500} by
 * hand, some in every build. {@code -Dseed=N} repeats a run.
 */
class SqliteKillTest {

    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int REBUILDS = 12;
    private static final int CHILDREN = 50;
    private static final List<String> CALLS = List.of("pwrite64", "fsync", "unlink");

    @TempDir
    private Path migrations;

    @OnSqlite
    void aRebuildIsWholeOrNotThereWheneverTheProcessIsKilled(TestDatabase database) throws SQLException, IOException {
        Missing.unlessOnPath("strace");
        System.out.println("SqliteKillTest: " + KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        write("01_init", init());
        for (int i = 1; i <= REBUILDS; i++) {
            write("02_rebuild_" + (char) ('a' + i), rebuild());
        }
        int rebuilt = 0;
        for (int kills = 0; kills < KILLS; ) {
            String call = CALLS.get(random.nextInt(CALLS.size()));
            int exit = killed(database, call, 1 + random.nextInt(call.equals("pwrite64") ? 60 : 15));
            kills += exit == 0 ? 0 : 1;
            if (exit != 0 && kills % 50 == 0) {
                System.out.println("SqliteKillTest: " + kills + " kills");
            }
            rebuilt = exit == 0 && rebuilt == REBUILDS ? anew(database) : observed(database, rebuilt);
        }
        Program.Outcome last =
                RefractProgram.migrate(database, migrations, "deploy").run();
        assertThat(last.exit()).as(last.toString()).isZero();
        assertThat(observed(database, rebuilt)).isEqualTo(REBUILDS);
    }

    /** How many rebuilds the rows show, after making sure that the ledger says the same and that no row is lost. */
    private static int observed(TestDatabase database, int before) throws SQLException {
        if (database.query("SELECT count(*) FROM sqlite_master WHERE name IN ('Parent', '_prisma_migrations')")
                .equals("0")) {
            return 0;
        }
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NULL"))
                .as("failed rows, seed " + SEED)
                .isEqualTo("0");
        int recorded = Integer.parseInt(database.query("SELECT count(*) FROM _prisma_migrations"));
        if (recorded == 0) {
            return 0;
        }
        assertThat(database.query("SELECT count(*) FROM Child")).isEqualTo(String.valueOf(CHILDREN));
        assertThat(database.query("SELECT min(runs) || ' ' || max(runs) || ' ' || count(*) FROM Parent"))
                .as("the rows against the ledger, seed " + SEED)
                .isEqualTo((recorded - 1) + " " + (recorded - 1) + " 2");
        assertThat(recorded - 1).isGreaterThanOrEqualTo(before);
        return recorded - 1;
    }

    private static int anew(TestDatabase database) throws SQLException {
        database.execute("PRAGMA foreign_keys=OFF;DROP TABLE Child");
        database.execute("DROP TABLE Parent");
        database.execute("DROP TABLE _prisma_migrations");
        return 0;
    }

    /** Ends a deploy at the n-th of one kind of system call. */
    private int killed(TestDatabase database, String call, int which) {
        Program deploy = RefractProgram.migrate(database, migrations, "deploy");
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + call + ":signal=KILL:when=" + which + "+"));
        command.addAll(deploy.command());
        return new Program(command, deploy.folder(), deploy.environment()).run().exit();
    }

    private static String init() {
        StringBuilder sql = new StringBuilder("CREATE TABLE Parent (id INTEGER PRIMARY KEY, runs INTEGER NOT NULL);\n"
                + "CREATE TABLE Child (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES Parent (id) "
                + "ON DELETE CASCADE);\nINSERT INTO Parent VALUES (1, 0), (2, 0);\n");
        for (int i = 0; i < CHILDREN; i++) {
            sql.append("INSERT INTO Child (parent) VALUES (").append(1 + i % 2).append(");\n");
        }
        return sql.toString();
    }

    private static String rebuild() {
        return """
                -- RedefineTables
                PRAGMA defer_foreign_keys=ON;
                PRAGMA foreign_keys=OFF;
                CREATE TABLE "new_Parent" (id INTEGER PRIMARY KEY, runs INTEGER NOT NULL);
                INSERT INTO "new_Parent" (id, runs) SELECT id, runs + 1 FROM Parent;
                DROP TABLE Parent;
                ALTER TABLE "new_Parent" RENAME TO Parent;
                PRAGMA foreign_keys=ON;
                PRAGMA defer_foreign_keys=OFF;
                """;
    }

    private void write(String name, String sql) throws IOException {
        Files.createDirectories(migrations.resolve(name));
        Files.writeString(migrations.resolve(name).resolve("migration.sql"), sql);
    }
}
