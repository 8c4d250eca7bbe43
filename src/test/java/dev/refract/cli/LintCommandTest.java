package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.Refract;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lint as a command: which migrations it looks at, and what it says of them to whom. */
class LintCommandTest {

    @TempDir
    private Path project;

    @Test
    void withoutADatabaseAllAreLookedAtWithAWarning() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        write("2_index", "CREATE INDEX users_name_idx ON users (name);\n");

        Program.Outcome outcome = migrate("lint", "--server-version", "postgresql:16");

        assertThat(outcome.err()).contains("all migrations are looked at");
        assertThat(outcome.out()).contains("error lock-index", "2 migrations for PostgreSQL 16: 1 error, ");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(migrate("lint", "1_users", "2_index", "--server-version", "postgresql:16")
                        .exit())
                .as("the table is new in this run")
                .isZero();
    }

    @Test
    void whatIsNamedIsJudgedByTheHistoryBefore() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        write("2_index", "-- the list of users\nCREATE INDEX users_name_idx ON users (name);\n");

        Program.Outcome outcome = migrate("lint", "2_index", "--server-version", "postgresql:16");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("error lock-index", "migration.sql:2:1", "CREATE INDEX CONCURRENTLY users_name_idx");
        assertThat(migrate("lint", "2_index", "--server-version", "postgresql:16", "--fail-on", "never")
                        .exit())
                .isZero();
    }

    @OnEveryDatabase
    void onlyWhatTheDatabaseDoesNotHaveIsLookedAt(TestDatabase database) throws Exception {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(50));\n");
        assertThat(RefractProgram.in(
                                project, "migrate", "deploy", "--url", database.url(), "--migrations", migrations())
                        .run()
                        .exit())
                .isZero();
        database.execute("INSERT INTO users VALUES (1, 'a')");
        String before = database.ledger();
        write("2_drop", "DROP TABLE users;\n");

        Program.Outcome outcome = migrate("lint", "--url", database.url(), "--json", "--fail-on", "warning");

        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        List<JsonObject> lines = lines(outcome.out());
        JsonObject finding = one(lines, "lintFinding", "loss-drop-table");
        assertThat(finding.get("severity").getAsString()).isEqualTo("warning");
        assertThat(finding.get("migration").getAsString()).isEqualTo("2_drop");
        JsonObject counts = lines.get(lines.size() - 1);
        assertThat(counts.getAsJsonArray("migrations")).hasSize(1);
        assertThat(counts.get("unread").getAsJsonArray()).isEmpty();
        assertThat(database.query("SELECT count(*) FROM users")).isEqualTo("1");
        assertThat(database.ledger()).isEqualTo(before);
    }

    @Test
    void aReasonHidesAFinding() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        write("2_index", """
                -- refract-lint-ignore lock-index: 200 rows
                CREATE INDEX a ON users (name);
                -- refract-lint-ignore lock-index
                CREATE INDEX b ON users (name);
                -- refract-lint-ignore lock-check: no check
                SELECT 1;
                """);

        LintResult result = Refract.configure()
                .migrations(Path.of(migrations()))
                .url("file:" + project.resolve("none.db"))
                .lockTimeout(Duration.ofSeconds(5))
                .build()
                .lint(LintOptions.DEFAULT.names(List.of("2_index")).serverVersion("postgresql:16"));

        assertThat(result.findings())
                .extracting(finding -> finding.rule() + ":" + finding.line())
                .containsExactlyInAnyOrder("lock-index:4", "suppression-without-reason:3", "unused-suppression:5");
        assertThat(result.count(Severity.ERROR)).isEqualTo(1);
    }

    @Test
    void theStatementIsShownWithThePlaceMarked() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        write("2_columns", """
                ALTER TABLE users
                \tADD COLUMN a TEXT,
                \tADD COLUMN b TEXT,
                \tADD COLUMN "\u65e5\u672c" TEXT, ADD COLUMN d TEXT NOT NULL,
                \tADD COLUMN e TEXT,
                \tADD COLUMN f TEXT;
                CREATE INDEX
                  a ON
                  users (name);
                """);

        String out = migrate("lint", "2_columns", "--server-version", "postgresql:16")
                .out();

        assertThat(out).contains("""
                migration.sql:4:35
                  1 | ALTER TABLE users
                    | …
                  3 | \tADD COLUMN b TEXT,
                > 4 | \tADD COLUMN "\u65e5\u672c" TEXT, ADD COLUMN d TEXT NOT NULL,
                    | \t                                   ^^^^^^^^^^^^^^^
                    | …
                  users.d is NOT NULL""").contains("""
                migration.sql:7:1
                > 7 | CREATE INDEX
                > 8 |   a ON
                > 9 |   users (name);
                  Writes to users wait""");
        assertThat(out.indexOf("error ")).isLessThan(out.indexOf("info "));
        assertThat(out).contains("1 migration for PostgreSQL 16: 2 errors, 0 warnings, 2 infos.");
    }

    @Test
    void reportsForOtherPrograms() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        write("2_index", "CREATE INDEX a ON users (name);\n");
        Path sarif = project.resolve("lint.sarif");

        Program.Outcome outcome = migrate(
                "lint",
                "2_index",
                "--server-version",
                "postgresql:16",
                "--format",
                "github",
                "--format",
                "sarif=" + sarif);

        assertThat(outcome.out())
                .contains("::error file=", "2_index/migration.sql,line=1,endLine=1,col=1,title=lock-index::");
        JsonObject log = JsonParser.parseString(Files.readString(sarif)).getAsJsonObject();
        assertThat(log.get("version").getAsString()).isEqualTo("2.1.0");
        JsonObject run = log.getAsJsonArray("runs").get(0).getAsJsonObject();
        JsonObject result = run.getAsJsonArray("results").get(0).getAsJsonObject();
        assertThat(result.get("ruleId").getAsString()).isEqualTo("lock-index");
        String fingerprint = result.getAsJsonObject("partialFingerprints").toString();

        write("2_index", "\n\nCREATE INDEX a\n  ON users (name);\n");
        migrate("lint", "2_index", "--server-version", "postgresql:16", "--format", "sarif=" + sarif);
        assertThat(Files.readString(sarif)).as("moved, and the same").contains(fingerprint);
    }

    @Test
    void aWorkflowOfGithubsIsAnnotatedByItself() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        write("2_index", "CREATE INDEX a ON users (name);\n".repeat(12));
        Path summary = project.resolve("summary.md");

        Program.Outcome outcome = RefractProgram.in(
                        project,
                        "migrate",
                        "lint",
                        "2_index",
                        "--migrations",
                        migrations(),
                        "--server-version",
                        "postgresql:16",
                        "--format",
                        "junit=" + project.resolve("lint.xml"),
                        "--format",
                        "markdown=" + project.resolve("lint.md"))
                .with("GITHUB_ACTIONS", "true")
                .with("GITHUB_STEP_SUMMARY", summary.toString())
                .with("GITHUB_WORKSPACE", project.toString())
                .run();

        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out()).contains("error lock-index  ", "12 errors");
        assertThat(outcome.out()
                        .lines()
                        .filter(line -> line.startsWith("::error file=migrations/2_index/migration.sql,")))
                .as("what GitHub shows")
                .hasSize(10);
        assertThat(Files.readString(summary))
                .isEqualTo(Files.readString(project.resolve("lint.md")))
                .contains("12 errors");
        assertThat(Files.readString(project.resolve("lint.xml"))).contains("failures=\"12\"");
    }

    @Test
    void onlyWhatChangedSinceACommit() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT);\n");
        git("init", "-q", "-b", "main");
        git("add", "-A");
        git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        write("2_index", "CREATE INDEX a ON users (name);\n");

        Program.Outcome outcome = migrate("lint", "--since", "HEAD", "--server-version", "postgresql:16");

        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out()).contains("1 migration for PostgreSQL 16", "lock-index");
        assertThat(migrate("lint", "--server-version", "postgresql:16").err())
                .as("without --since, nor a database")
                .contains("what this branch changed is looked at");
        assertThat(migrate("lint", "--url", "postgresql://u:hunter2@127.0.0.1:1/x")
                        .err())
                .as("why the database did not answer")
                .contains("127.0.0.1:1", "what this branch changed is looked at")
                .doesNotContain("hunter2");
        assertThat(migrate("lint", "--since", "nowhere", "--server-version", "postgresql:16")
                        .err())
                .contains("What changed since nowhere is not known");
    }

    @Test
    void whatIsNotUnderstoodIsSaid() throws IOException {
        write("1_odd", "CREATE TABLE t (id INT);\nFROBNICATE t;\n");

        Program.Outcome outcome = migrate("lint", "--all", "--server-version", "postgresql:16");

        assertThat(outcome.out()).contains("1 of 2 statements were read whole", "1_odd/migration.sql:2");
    }

    @Test
    void wrongUseIsSaid() throws IOException {
        write("1_users", "CREATE TABLE users (id INT);\n");

        assertThat(migrate("lint", "1_user", "--server-version", "postgresql:16")
                        .err())
                .contains("P3017", "1_user");
        assertThat(migrate("lint", "--server-version", "oracle:19").err()).contains("postgresql:16");
        assertThat(migrate("lint", "--format", "xml").exit()).isEqualTo(2);
        assertThat(migrate("lint", "--explain", "lock-index").out()).contains("lock-index", "error", "Writes wait");
        assertThat(migrate("lint", "--explain", "lock-indx").err()).contains("Did you mean `lock-index`?");
    }

    private Program.Outcome migrate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("migrate", arguments[0], "--migrations", migrations()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return RefractProgram.in(project, all.toArray(String[]::new)).run();
    }

    private void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Program.Outcome outcome = new Program(command, project).run();
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    private static List<JsonObject> lines(String out) {
        return out.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static JsonObject one(List<JsonObject> lines, String result, String rule) {
        return lines.stream()
                .filter(line -> line.has("result")
                        && line.get("result").getAsString().equals(result)
                        && line.get("rule").getAsString().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private String migrations() {
        return project.resolve("migrations").toString();
    }

    private void write(String name, String sql) throws IOException {
        Path folder = Files.createDirectories(project.resolve("migrations").resolve(name));
        Files.writeString(folder.resolve("migration.sql"), sql);
    }
}
