package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A script that makes what is there: of a baseline or a squashed history, it is to be recorded, not run. */
class BaselineAdviceTest {

    @OnEveryDatabase
    void whatIsThereCanBeRecordedAsApplied(TestDatabase database, @TempDir Path folder) throws SQLException {
        Project project = new Project(folder, database)
                .migration(
                        "0_a",
                        "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE INDEX a_n ON a (n);"
                                + "INSERT INTO a VALUES (1, 2);");
        project.refract().deploy();
        int number = 1;
        for (String script : scripts(database.kind())) {
            String name = number++ + "_b";
            project.migration(name, script);
            RefractException refused = catchThrowableOfType(RefractException.class, project.refract()::deploy);
            assertThat(refused.code()).as(script).contains(Code.P3018);
            assertThat(refused.next())
                    .as(refused.getMessage())
                    .contains("--rolled-back " + name)
                    .containsOnlyOnce("refract migrate resolve --applied " + name);
            RefractException later = catchThrowableOfType(RefractException.class, project.refract()::deploy);
            assertThat(later.code()).contains(Code.P3009);
            assertThat(later.next()).containsOnlyOnce("refract migrate resolve --applied " + name);
            project.refract().resolveApplied(name);
            assertThat(project.refract().deploy().applied()).isEmpty();
        }
        assertThat(database.query("SELECT id, n FROM a")).isEqualTo("1|2");
    }

    private static List<String> scripts(Kind kind) {
        List<String> scripts = new ArrayList<>(List.of(
                "CREATE TABLE a (id INTEGER PRIMARY KEY);",
                "ALTER TABLE a ADD COLUMN n INTEGER;",
                "CREATE INDEX a_n ON a (n);"));
        if (kind == Kind.POSTGRES) {
            scripts.add("CREATE TYPE t AS ENUM ('x'); CREATE TYPE t AS ENUM ('x');");
            scripts.add("ALTER TABLE a ADD CONSTRAINT a_pkey CHECK (n > 0);");
            scripts.add("CREATE SCHEMA public;");
        }
        if (kind == Kind.SQLITE) {
            scripts.add("CREATE INDEX a ON a (n);");
        }
        return scripts;
    }

    /** Another mistake is not taken for it. */
    @OnEveryDatabase
    void anotherFailureOffersNothingOfTheKind(TestDatabase database, @TempDir Path folder) {
        Project project = new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER PRIMARY KEY);")
                .migration("2_b", "DROP TABLE missing;");
        RefractException refused = catchThrowableOfType(RefractException.class, project.refract()::deploy);
        assertThat(refused.next()).doesNotContain("--applied");
    }
}
