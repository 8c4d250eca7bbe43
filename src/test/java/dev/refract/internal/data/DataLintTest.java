package dev.refract.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.refract.Refract;
import dev.refract.data.DataRunOptions;
import dev.refract.migrate.DataMode;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What lint says of the scripts of data migrations. */
class DataLintTest {

    private static final String RULE = "data-not-idempotent";
    private static final String COUNT = "20240201000000_count";
    private static final String FILL = "20240202000000_fill";

    @TempDir
    private Path folder;

    private Refract project(TestDatabase database) throws Exception {
        String provider = database.dialect().provider();
        write("migrations", "migration_lock.toml", "provider = \"" + provider + "\"\n");
        write(
                "migrations/20240101000000_users",
                "migration.sql",
                "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL, s INTEGER);\n");
        data(COUNT, "-- counts\nUPDATE users\nSET n = n + 1 WHERE /* batch */ TRUE;\n");
        data(FILL, "UPDATE users SET s = 1 WHERE s IS NULL AND /* batch */ TRUE;\n");
        Refract refract = Refract.configure()
                .url(database.url())
                .migrations(folder.resolve("migrations"))
                .environment(Map.of())
                .build();
        refract.deploy();
        database.execute("INSERT INTO users VALUES (1, 0, NULL), (2, 0, NULL)");
        return refract;
    }

    private void data(String name, String up) throws IOException {
        write("data_migrations/" + name, "data.toml", "table = \"users\"\n");
        write("data_migrations/" + name, "up.sql", up);
    }

    private void write(String path, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(path));
        Files.writeString(folder.resolve(path).resolve(file), text);
    }

    @OnEveryDatabase
    void whatRunsTwiceAsOnceIsNotFound(TestDatabase database) throws Exception {
        Refract refract = project(database);
        LintResult result = refract.lint(LintOptions.DEFAULT);
        assertThat(result.migrations()).containsExactly(COUNT, FILL);
        assertThat(result.statements()).isEqualTo(2);
        assertThat(result.findings())
                .extracting(LintFinding::rule, LintFinding::migration, LintFinding::line, finding -> finding.file()
                        .replaceFirst(".*/data_migrations/", ""))
                .containsExactly(tuple(RULE, COUNT, 2, COUNT + "/up.sql"));
        assertThat(refract.lint(LintOptions.DEFAULT.names(List.of(FILL))).findings())
                .isEmpty();
        assertThat(refract.lint(LintOptions.DEFAULT.names(List.of("20240101000000_users")))
                        .migrations())
                .containsExactly("20240101000000_users");

        // that of the database is the one that runs
        write(
                "data_migrations/" + COUNT,
                "up." + database.dialect().provider() + ".sql",
                "UPDATE users SET n = 1 WHERE n = 0 AND /* batch */ TRUE;\n");
        assertThat(refract.lint(LintOptions.DEFAULT).findings()).isEmpty();
        refract.data().run(DataRunOptions.of(List.of(COUNT)));
        assertThat(refract.lint(LintOptions.DEFAULT).migrations()).containsExactly(FILL);
        assertThat(refract.lint(LintOptions.DEFAULT.all(true)).migrations())
                .containsExactly("20240101000000_users", COUNT, FILL);
    }

    @OnEveryDatabase
    void itCanBeHiddenAsOthers(TestDatabase database) throws Exception {
        Refract refract = project(database);
        write(
                "data_migrations/" + COUNT,
                "up.sql",
                "-- refract-lint-ignore " + RULE
                        + ": never again\nUPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        LintResult result = refract.lint(LintOptions.DEFAULT);
        assertThat(result.findings()).isEmpty();
        assertThat(result.ignored()).singleElement().satisfies(ignored -> assertThat(ignored.reason())
                .isEqualTo("never again"));

        data(COUNT, "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        Program lint =
                RefractProgram.in(folder, "migrate", "lint", "--url", database.url(), "--migrations", "migrations");
        Program.Outcome found = lint.run();
        assertThat(found.out()).contains("warning " + RULE + "  data_migrations/" + COUNT + "/up.sql:1:1");
        write(
                ".",
                "refract.toml",
                "[[lint.ignore]]\nmigration = \"" + COUNT + "\"\nrule = \"" + RULE + "\"\nreason = \"once\"\n");
        assertThat(lint.run().out()).contains("1 ignored").doesNotContain(RULE).doesNotContain("ignore-unused");
    }

    @OnEveryDatabase
    void aTableThatEachBatchReadsAsAWholeIsFoundByItsPlan(TestDatabase database) throws Exception {
        Refract refract = project(database);
        write("migrations/20240102000000_posts", "migration.sql", """
                CREATE TABLE authors (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL);
                CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, author VARCHAR(40), author_id INTEGER);
                """);
        data(FILL, """
                UPDATE posts SET author_id = (SELECT a.id FROM authors a WHERE a.name = posts.author)
                WHERE author_id IS NULL AND /* batch */ TRUE;
                DELETE FROM posts WHERE author_id IN (SELECT id FROM authors) AND /* batch */ TRUE;
                """);
        write("data_migrations/" + FILL, "data.toml", "table = \"posts\"\n");
        LintOptions options = LintOptions.DEFAULT.smallTable(100).names(List.of(FILL));
        assertThat(refract.lint(options).findings()).as("nothing is applied").isEmpty();
        refract.deploy();
        for (int from = 0; from < 3000; from += 500) {
            StringBuilder authors = new StringBuilder("INSERT INTO authors VALUES ");
            StringBuilder posts = new StringBuilder("INSERT INTO posts VALUES ");
            for (int i = from; i < from + 500; i++) {
                authors.append(i == from ? "" : ", ").append("(" + i + ", 'author " + i + "')");
                posts.append(i == from ? "" : ", ").append("(" + i + ", 'author " + i + "', NULL)");
            }
            database.execute(authors.toString());
            database.execute(posts.toString());
        }
        assertThat(refract.lint(options).findings())
                .extracting(
                        LintFinding::rule,
                        LintFinding::severity,
                        LintFinding::statement,
                        LintFinding::tables,
                        LintFinding::observed)
                .containsExactly(tuple("data-batch-scan", LintFinding.Severity.INFO, 1, List.of("authors"), true));
        assertThat(refract.lint(LintOptions.DEFAULT.names(List.of(FILL))).findings())
                .as("a small table")
                .isEmpty();
        write("migrations/20240103000000_index", "migration.sql", "CREATE INDEX authors_name ON authors (name);\n");
        refract.deploy(DeployOptions.DEFAULT.data(DataMode.IGNORE));
        assertThat(refract.lint(options).findings()).isEmpty();
    }
}
