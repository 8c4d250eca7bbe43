package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate squash} and {@code migrate baseline} as a person calls them. */
class SquashCommandTest {

    private static final String USERS = "20240101000000_users";
    private static final String POSTS = "20240102000000_posts";
    private static final String EVIL = "20240103000000_it's; $(touch evil) \"odd\"";

    @TempDir
    private Path folder;

    private void project() throws IOException {
        write(USERS, "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY);\nINSERT INTO users (id) VALUES (1);\n");
        write(POSTS, "CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY);\n");
    }

    private void write(String name, String sql) throws IOException {
        Path own = folder.resolve("m").resolve(name);
        Files.createDirectories(own);
        Files.writeString(own.resolve("migration.sql"), sql);
    }

    private Program.Outcome migrate(TestDatabase database, String... verb) {
        return RefractProgram.migrate(database, folder.resolve("m"), verb).run();
    }

    @OnSqlite
    @OnPostgres
    void squashSaysWhatItDidAndWhatComesNext(TestDatabase database) throws Exception {
        project();
        write(EVIL, "CREATE TABLE odd (id INTEGER NOT NULL PRIMARY KEY);\n");
        migrate(database, "deploy");
        Program.Outcome refused = migrate(database, "squash", "--up-to", EVIL);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains(USERS + "/migration.sql:2: INSERT INTO users (id) VALUES (1);")
                .contains("--keep-data", "--drop-data", "Nothing was written.");
        assertThat(migrate(database, "squash", "--up-to", EVIL, "--keep-data", "--drop-data")
                        .exit())
                .isNotZero();
        Program.Outcome tried = migrate(database, "squash", "--up-to", EVIL, "--drop-data", "--dry-run");
        assertThat(tried.out()).contains("Would write", "which is left out").doesNotContain("The old ones are in");
        Program.Outcome squashed = migrate(database, "squash", "--up-to", EVIL, "--name", "00 new", "--keep-data");
        assertThat(squashed.exit()).as(squashed.err()).isZero();
        assertThat(squashed.out())
                .contains("00 new/migration.sql", "3 migrations", "keeps 1 row in users")
                .contains("m_before_00 new")
                .contains("npx prisma migrate resolve --applied '00 new'");
        Program.Outcome status = migrate(database, "status");
        assertThat(status.out()).contains("The database has the 3 migrations that 00 new stands for");
        assertThat(status.err()).doesNotContain("without a folder");
        assertThat(migrate(database, "deploy", "--dry-run").out()).contains("Would record 00 new without running it");
        Program.Outcome deployed = migrate(database, "deploy");
        assertThat(deployed.exit()).isZero();
        assertThat(deployed.out())
                .contains("Recorded `00 new` without running it")
                .contains("No pending migrations to apply.");
        assertThat(migrate(database, "status").out()).contains("Database schema is up to date!");
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("1");
    }

    @OnSqlite
    void anInterruptedOrRefusedSquashLeavesAllAsItWas(TestDatabase database) throws Exception {
        project();
        write("20240103000000_broken", "CREATE TABLE users (id INTEGER);\n");
        Program.Outcome failed = migrate(database, "squash", "--up-to", "20240103000000_broken", "--keep-data");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("fails on a scratch database");
        Files.createDirectory(folder.resolve("m_before_0_squashed"));
        Program.Outcome there = migrate(database, "squash", "--up-to", POSTS, "--keep-data");
        assertThat(there.exit()).isEqualTo(1);
        assertThat(there.err()).contains("is there already");
        try (Stream<Path> entries = Files.list(folder.resolve("m"))) {
            assertThat(entries.map(entry -> entry.getFileName().toString()).sorted())
                    .isEqualTo(List.of(USERS, POSTS, "20240103000000_broken"));
        }
    }

    @OnSqlite
    @OnPostgres
    void baselineRecordsOrSaysWhatDiffers(TestDatabase database) throws Exception {
        project();
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY)");
        database.execute("CREATE TABLE audit (id INTEGER NOT NULL PRIMARY KEY)");
        Program.Outcome differs = migrate(database, "baseline", "--up-to", POSTS, "--ignore", "column-order");
        assertThat(differs.exit()).isEqualTo(1);
        assertThat(differs.out()).contains("missing   table posts", "extra     table audit", "nothing was recorded");
        database.execute("CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY)");
        Program.Outcome recorded = migrate(database, "baseline", "--up-to", POSTS, "--exclude", "aud*");
        assertThat(recorded.exit()).isZero();
        assertThat(recorded.out()).contains(USERS + " marked as applied.", POSTS + " marked as applied.");
        write("20240103000000_later", "CREATE TABLE later (id INTEGER NOT NULL PRIMARY KEY);\n");
        assertThat(migrate(database, "baseline", "--up-to", "20240103000000_later", "--force", "--allow-prisma8")
                        .exit())
                .isZero();
        assertThat(migrate(database, "baseline").exit()).isEqualTo(2);
        assertThat(migrate(database, "baseline", "--from-database", "--force").exit())
                .isEqualTo(2);
    }

    @OnSqlite
    @OnPostgres
    void baselineWritesAFirstMigration(TestDatabase database) throws Exception {
        Files.createDirectories(folder.resolve("m"));
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY)");
        assertThat(migrate(database, "deploy").err()).contains("P3005");
        Program.Outcome written = migrate(database, "baseline", "--from-database", "--name", "0_first");
        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(written.out())
                .contains("0_first/migration.sql")
                .contains("refract migrate baseline --up-to 0_first");
        assertThat(migrate(database, "baseline", "--up-to", "0_first").exit()).isZero();
        assertThat(migrate(database, "deploy").out()).contains("No pending migrations to apply.");
    }
}
