package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.Fixture;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Projects and databases that Prisma 8 has taken over. Its marker and files are written here as its release candidate
 * 19 writes them: it is a program of 1.3 GB for a newer Node than the tests have, so the handover itself was tried by
 * hand (docs/prisma-8.md says what was).
 */
class Prisma8Test {

    private static final String MARKER =
            "CREATE SCHEMA prisma_contract; CREATE TABLE prisma_contract.marker (space text PRIMARY KEY, core_hash text); "
                    + "INSERT INTO prisma_contract.marker VALUES ('app', 'sha256:0')";

    @TempDir
    private Path project;

    private Path migrations;

    @BeforeEach
    void twoMigrations() throws IOException {
        migrations = Files.createDirectories(project.resolve("prisma/migrations"));
        migration("1_a", "CREATE TABLE a (id INTEGER PRIMARY KEY);", "DROP TABLE a;");
        migration(
                "2_b",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'x');",
                "DROP TABLE b;");
    }

    private void migration(String name, String up, String down) throws IOException {
        Path folder = Files.createDirectory(migrations.resolve(name));
        Files.writeString(folder.resolve("migration.sql"), up);
        Files.writeString(folder.resolve("down.sql"), down);
    }

    private Program.Outcome migrate(TestDatabase database, String... verb) {
        return RefractProgram.migrate(database, migrations, verb).run();
    }

    private static void deployed(Program.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    // --- a database

    @OnPostgres
    void aSignedDatabaseIsNotUpToDate(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy"));
        deployed(migrate(database, "status"));
        database.execute(MARKER);

        Program.Outcome text = migrate(database, "status");
        Program.Outcome json = migrate(database, "status", "--json");

        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.out()).contains("Prisma 8 has signed this database").doesNotContain("up to date");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.out()).contains("\"prisma8\":true", "\"upToDate\":false");
    }

    @OnPostgres
    void verbsThatChangeASignedDatabaseRefuseIt(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy", "--to", "1_a"));
        database.execute(MARKER);
        String before = database.dump() + database.query("SELECT * FROM _prisma_migrations");

        for (List<String> verb : List.of(
                List.of("deploy"),
                List.of("deploy", "--dry-run"),
                List.of("down"),
                List.of("down", "--dry-run"),
                List.of("reset", "--force"),
                List.of("resolve", "--applied", "2_b"),
                List.of("resolve", "--rolled-back", "1_a"))) {
            Program.Outcome outcome = migrate(database, verb.toArray(String[]::new));

            assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
            assertThat(outcome.err())
                    .as(verb.toString())
                    .contains("Prisma 8 has signed this database", "--allow-prisma8");
        }
        assertThat(database.dump() + database.query("SELECT * FROM _prisma_migrations"))
                .isEqualTo(before);
    }

    @OnPostgres
    void whatIsAllowedRunsAndLeavesTheMarker(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy", "--to", "1_a"));
        database.execute(MARKER);

        deployed(migrate(database, "resolve", "--applied", "2_b", "--allow-prisma8"));
        database.execute("CREATE TABLE b (id INTEGER)");
        deployed(migrate(database, "down", "--allow-prisma8"));
        deployed(migrate(database, "deploy", "--allow-prisma8"));

        assertThat(database.query("SELECT count(*) FROM b")).isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM prisma_contract.marker"))
                .isEqualTo("1");
    }

    @OnPostgres
    void aResetThatIsAllowedRemovesTheMarker(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy"));
        database.execute(MARKER);
        database.execute("INSERT INTO a VALUES (1)");

        deployed(migrate(database, "reset", "--force", "--allow-prisma8"));

        assertThat(database.query("SELECT count(*) FROM a")).isEqualTo("0");
        assertThat(database.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'prisma_contract'"))
                .isEqualTo("0");
        deployed(migrate(database, "status"));
    }

    @OnSqlite
    void onSqliteItsMarkerIsATable(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy"));
        database.execute("CREATE TABLE _prisma_marker (space TEXT PRIMARY KEY)");

        assertThat(migrate(database, "status").exit()).isEqualTo(1);
        assertThat(migrate(database, "down").err()).contains("Prisma 8 has signed this database");
        deployed(migrate(database, "reset", "--force", "--allow-prisma8"));
        deployed(migrate(database, "status"));
    }

    // --- a project

    private void prisma8Project(Path folder) throws IOException {
        Path migration = Files.createDirectories(folder.resolve("app/20260926T1230_init"));
        Files.writeString(migration.resolve("ops.json"), "[]");
        Files.writeString(migration.resolve("migration.json"), "{}");
        Files.writeString(Files.createDirectories(folder.resolve("app/refs")).resolve("head.json"), "{}");
        Files.writeString(
                Files.createDirectories(folder.resolve("snapshots/sha256-0")).resolve("contract.json"), "{}");
    }

    @OnPostgres
    void aHistoryOfPrisma8IsNamed(TestDatabase database) throws Exception {
        migrations = project.resolve("migrations");
        prisma8Project(migrations);

        for (Path folder : List.of(migrations, migrations.resolve("app"))) {
            migrations = folder;
            Program.Outcome outcome = migrate(database, "deploy");

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("holds a history of Prisma 8", "prisma db migrate")
                    .doesNotContain("P3015", "P1012");
        }
    }

    @OnPostgres
    void besideAHistoryThatItCanRunItIsLeftAlone(TestDatabase database) throws Exception {
        prisma8Project(migrations);

        Program.Outcome outcome = migrate(database, "deploy");

        deployed(outcome);
        assertThat(outcome.err()).contains("also holds a history of Prisma 8 (app, snapshots)");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("2");
    }

    @OnPostgres
    void itsConfigurationIsNotTaken(TestDatabase database) throws Exception {
        Files.writeString(project.resolve("prisma.config.ts"), """
                import "dotenv/config";
                import { definePrismaConfig } from "prisma/config";
                import { prisma7Schema } from "@prisma/orm-postgres/config";

                export default definePrismaConfig({ orm: { contract: prisma7Schema("prisma/schema.prisma") } });
                """);

        Program.Outcome without =
                RefractProgram.in(project, "migrate", "status").run();
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains("prisma.config.ts configures Prisma 8", "no schema was found", "--schema");

        Files.writeString(
                project.resolve("prisma/schema.prisma"),
                "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n");
        Files.writeString(project.resolve(".env"), "DATABASE_URL=" + database.url() + "\n");
        Program.Outcome with = RefractProgram.in(project, "migrate", "deploy").run();
        deployed(with);
        assertThat(with.err()).contains("configures Prisma 8");
        assertThat(database.query("SELECT count(*) FROM b")).isEqualTo("0");
    }

    @OnPostgres
    void whatPrisma7WasConfiguredWithStandsBesideIt(TestDatabase database) throws Exception {
        Files.writeString(
                project.resolve("prisma.config.ts"),
                "import { definePrismaConfig } from '@prisma/cli-engine';\nexport default definePrismaConfig({});\n");
        Files.writeString(project.resolve("prisma7.config.ts"), """
                import { defineConfig, env } from "prisma/config";
                export default defineConfig({ schema: "prisma/schema.prisma", datasource: { url: env("WHERE") } });
                """);
        Files.writeString(project.resolve("prisma/schema.prisma"), "datasource db {\n  provider = \"postgresql\"\n}\n");

        Program.Outcome outcome = RefractProgram.in(project, "migrate", "deploy")
                .with("WHERE", database.url())
                .run();

        deployed(outcome);
        assertThat(outcome.err()).isEmpty();
        assertThat(database.query("SELECT count(*) FROM b")).isEqualTo("0");
    }

    // --- handover

    @OnPostgres
    void aDatabaseThatStandsWhereItsHistoryEndsIsReady(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy"));

        Program.Outcome text = migrate(database, "handover");
        Program.Outcome json = migrate(database, "handover", "--json");

        deployed(text);
        assertThat(text.out()).contains("Ready for Prisma 8", "npx prisma db sign");
        deployed(json);
        assertThat(json.out())
                .contains("\"result\":\"handover\"", "\"ready\":true", "\"commands\":[\"npx prisma orm init");
    }

    @OnPostgres
    void whatIsInTheWayIsSaid(TestDatabase database) throws Exception {
        deployed(migrate(database, "deploy", "--to", "1_a"));
        Program.Outcome pending = migrate(database, "handover");
        assertThat(pending.exit()).isEqualTo(1);
        assertThat(pending.out()).contains("Not applied", "2_b", "Not ready").doesNotContain("db sign");

        deployed(migrate(database, "deploy"));
        database.execute("ALTER TABLE b ADD COLUMN drifted INTEGER");
        Program.Outcome drifted = migrate(database, "handover");
        assertThat(drifted.exit()).isEqualTo(1);
        assertThat(drifted.out()).contains("+ column b.drifted", "Not ready").doesNotContain("db sign");

        database.execute("ALTER TABLE b DROP COLUMN drifted");
        database.execute(MARKER);
        Program.Outcome signed = migrate(database, "handover");
        assertThat(signed.exit()).isEqualTo(1);
        assertThat(signed.out())
                .contains("Prisma 8 has signed this database already")
                .doesNotContain("prisma_contract");
    }

    @OnPostgres
    void aLongHistoryDoesNotDifferFromItself(TestDatabase database) throws Exception {
        migrations = Fixture.of(database.kind()).migrations();
        deployed(migrate(database, "deploy"));

        deployed(migrate(database, "handover"));
    }

    @OnMysql
    @OnSqlite
    void otherDatabasesStayWithPrisma7(TestDatabase database) throws SQLException {
        deployed(migrate(database, "deploy"));

        Program.Outcome outcome = migrate(database, "handover");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("PostgreSQL databases only");
    }
}
