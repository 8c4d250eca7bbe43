package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A statement that is larger than the server takes. */
class PacketsTest {

    @TempDir
    private Path migrations;

    @OnMysql
    @OnMariadb
    void isKnownBeforeTheFirstStatementRuns(TestDatabase database) throws Exception {
        long most = Long.parseLong(database.query("SELECT @@global.max_allowed_packet"));
        String large = "INSERT INTO t VALUES (1, '" + "é".repeat((int) (most / 2)) + "');\n";
        Files.writeString(
                Files.createDirectory(migrations.resolve("1_large")).resolve("migration.sql"),
                "CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT);\n" + large);
        Path script = migrations.resolve("script.sql");
        Files.writeString(script, "CREATE TABLE u (id INT);\n" + large);

        Program.Outcome deploy =
                RefractProgram.migrate(database, migrations, "deploy").run();
        Program.Outcome execute = RefractProgram.in(
                        migrations, "db", "execute", "--file", script.toString(), "--url", database.url())
                .run();

        assertThat(deploy.exit()).isEqualTo(1);
        assertThat(deploy.err())
                .contains("migration.sql:2 (statement 2 of 2)", "max_allowed_packet", "Nothing was run", "SET GLOBAL");
        assertThat(execute.exit()).isEqualTo(1);
        assertThat(execute.err()).contains("script.sql:2 (statement 2 of 2)", "Nothing was run");
        assertThat(database.query("SHOW TABLES")).isEqualTo("_prisma_migrations");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("0");
    }
}
