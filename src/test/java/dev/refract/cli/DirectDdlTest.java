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

/** What Vitess answers when direct DDL is off; the servers here give the same answer when a procedure is told to. */
class DirectDdlTest {

    @TempDir
    private Path migrations;

    @OnMysql
    @OnMariadb
    void isACodeOfItsOwnAndCanBeRecorded(TestDatabase database) throws Exception {
        Files.writeString(
                Files.createDirectory(migrations.resolve("1_change")).resolve("migration.sql"), "CALL change_it();\n");
        database.execute("CREATE PROCEDURE change_it() SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1105, MESSAGE_TEXT = "
                + "'direct DDL is disabled'");

        Program.Outcome refused =
                RefractProgram.migrate(database, migrations, "deploy").run();

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("Error: P3022\n")
                .contains("direct DDL is disabled", "Vitess", "refract migrate resolve --applied 1_change");
        Program.Outcome recorded = RefractProgram.migrate(database, migrations, "resolve", "--applied", "1_change")
                .run();
        assertThat(recorded.exit()).as(recorded.toString()).isZero();
        assertThat(RefractProgram.migrate(database, migrations, "status").run().exit())
                .isZero();
    }
}
