package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class GenerateDownCommandTest {

    @TempDir
    Path migrations;

    @BeforeEach
    void twoMigrations() throws IOException {
        Files.writeString(migrations.resolve("migration_lock.toml"), "provider = \"sqlite\"\n");
        migration("1_a", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
        migration("2_b", "ALTER TABLE a ADD COLUMN b TEXT;");
    }

    private void migration(String name, String script) throws IOException {
        Files.writeString(Files.createDirectory(migrations.resolve(name)).resolve("migration.sql"), script);
    }

    @OnSqlite
    void writesWhatIsMissingAndSaysWhatItIsWorth(TestDatabase database) throws IOException {
        Program.Outcome outcome =
                RefractProgram.migrate(database, migrations, "generate-down").run();

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).contains("1_a/down.sql  verified", "2_b/down.sql  verified");
        assertThat(Files.readString(migrations.resolve("2_b/down.sql"))).isEqualTo("""
                -- This file was generated; read it before you rely on it.

                -- Loses: a, column b: the column with all its values.
                ALTER TABLE a DROP COLUMN b;
                """);
        assertThat(RefractProgram.migrate(database, migrations, "generate-down")
                        .run()
                        .out())
                .contains("No migration lacks a down.sql.");
    }

    @OnSqlite
    void onStandardOutputIsTheScriptAndNothingElse(TestDatabase database) {
        Program.Outcome outcome = RefractProgram.migrate(database, migrations, "generate-down", "1_a", "--stdout")
                .run();

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out().strip())
                .startsWith("-- This file was generated")
                .endsWith("DROP TABLE a;");
        assertThat(outcome.err()).contains("verified");
        assertThat(migrations.resolve("1_a/down.sql")).doesNotExist();
    }

    @OnSqlite
    void whatNeedsAPersonEndsWithOne(TestDatabase database) throws IOException {
        migration("3_c", "DELETE FROM a;");

        Program.Outcome outcome = RefractProgram.migrate(database, migrations, "generate-down", "3_c")
                .run();

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).contains("TODO");
    }

    @OnSqlite
    void aNameAndPendingAreTooMuch(TestDatabase database) {
        assertThat(RefractProgram.migrate(database, migrations, "generate-down", "1_a", "--pending")
                        .run()
                        .exit())
                .isEqualTo(2);
    }
}
