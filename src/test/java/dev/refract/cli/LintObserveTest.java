package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.Refract;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintOptions;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lint that runs statements on a scratch database to see what the server does. */
class LintObserveTest {

    @TempDir
    private Path project;

    @OnEveryDatabase
    void aStatementThatFailsIsToldWithTheServersWords(TestDatabase database) throws Exception {
        deployed(database);
        write("2_slip", "ALTER TABLE note ADD COLUMN a INT;\nALTER TABLE note ADD COLUM INT NOT NUL;\n");

        List<JsonObject> lines = lint(database.url(), 1);

        JsonObject finding = lines.stream()
                .filter(line ->
                        line.has("rule") && line.get("rule").getAsString().matches("fail-(syntax|statement)"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.get("line").getAsInt()).isEqualTo(2);
        assertThat(finding.get("observed").getAsBoolean()).isTrue();
        assertThat(finding.get("message").getAsString()).contains("The server says: ");
        assertThat(database.query("SELECT count(*) FROM note"))
                .as("the real one")
                .isEqualTo("1");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void whatTheServerDoesIsSeen(TestDatabase database) throws Exception {
        deployed(database);
        write(
                "2_type",
                database.kind() == Kind.POSTGRES
                        ? "ALTER TABLE note ALTER COLUMN code TYPE BIGINT;\n"
                        : "ALTER TABLE note MODIFY code BIGINT;\n");

        List<JsonObject> lines = lint(database.url(), 0);

        JsonObject finding = one(lines, "rewrite-type");
        assertThat(finding.get("observed").getAsBoolean()).isTrue();
        assertThat(finding.get("message").getAsString())
                .contains(
                        database.kind() == Kind.POSTGRES
                                ? "Seen: ACCESS EXCLUSIVE on note, which is rewritten."
                                : "Reason: Cannot change column type");
        assertThat(lines.get(lines.size() - 1).get("notObserved").isJsonNull()).isTrue();
        assertThat(migrate("lint", "--url", database.url(), "--no-observe").out())
                .contains("(by rule)", "judged by rule: it was not to be.")
                .doesNotContain("(observed)");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aLimitThatTheServerSetsIsOne(TestDatabase database) throws Exception {
        boolean postgres = database.kind() == Kind.POSTGRES;
        deployed(database);
        write("2_column", "ALTER TABLE note ADD COLUMN a INT;\n");

        assertThat(rules(lint(database.url(), 0))).contains("lock-no-timeout");
        database.execute(
                postgres
                        ? "ALTER DATABASE \"" + database.name() + "\" SET lock_timeout = '5s'"
                        : "SET GLOBAL lock_wait_timeout = 60");
        try {
            assertThat(rules(lint(database.url(), 0))).doesNotContain("lock-no-timeout");
        } finally {
            if (!postgres) {
                database.execute("SET GLOBAL lock_wait_timeout = DEFAULT");
            }
        }
    }

    @OnMysql
    @OnMariadb
    void whatAReplicaWouldDoOtherwiseIsTold(TestDatabase database) throws Exception {
        deployed(database);
        write("2_rows", "UPDATE note SET code = 2 LIMIT 1;\n");
        String before = database.query("SELECT @@GLOBAL.binlog_format");

        assertThat(rules(lint(database.url(), 0))).doesNotContain("fail-unsafe-statement");
        database.execute("SET GLOBAL binlog_format = 'STATEMENT'");
        try {
            if (database.query("SELECT @@log_bin").equals("1")) {
                JsonObject finding = one(lint(database.url(), 0), "fail-unsafe-statement");
                assertThat(finding.get("severity").getAsString()).isEqualTo("warning");
                assertThat(finding.get("message").getAsString()).contains("LIMIT clause", "(1592)");
            }
        } finally {
            database.execute("SET GLOBAL binlog_format = '" + before + "'");
        }
    }

    @OnPostgres
    void blocksAreSeenAndWhatIsNotDoneIsNotTold(TestDatabase database) throws Exception {
        deployed(database);
        write("2_block", """
                DO $$ BEGIN ALTER TABLE note ALTER COLUMN id TYPE BIGINT; END $$;
                DO $$ BEGIN ALTER TABLE other ADD CONSTRAINT full_body CHECK (body IS NOT NULL); END $$;
                """);
        write("3_null", "ALTER TABLE other ALTER COLUMN body SET NOT NULL;\n");

        List<JsonObject> lines = lint(database.url(), 0);

        assertThat(one(lines, "rewrite-type").get("tables").toString()).isEqualTo("[\"note\"]");
        assertThat(one(lines, "lock-check").get("tables").toString()).isEqualTo("[\"other\"]");
        assertThat(rules(lines)).as("the check that the block made says it").doesNotContain("lock-set-not-null");
        assertThat(migrate("lint", "--url", database.url(), "--no-observe").out())
                .contains("lock-set-not-null");
        assertThat(migrate("lint", "--url", database.url(), "--server-version", "postgresql:13")
                        .out())
                .contains("judged by rule: a scratch database would be on PostgreSQL");
    }

    @OnPostgres
    void whatACascadeTakesAlongIsNamed(TestDatabase database) throws Exception {
        write("1_tables", """
                CREATE TABLE parent (id INT PRIMARY KEY, code INT UNIQUE, kept INT);
                CREATE TABLE child (id INT PRIMARY KEY, parent INT CONSTRAINT child_parent_fk REFERENCES parent);
                CREATE TABLE grandchild (id INT PRIMARY KEY, child INT REFERENCES child);
                CREATE VIEW codes AS SELECT id, code FROM parent;
                CREATE VIEW many AS SELECT * FROM codes;
                CREATE TABLE alone (id INT PRIMARY KEY);
                CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
                CREATE TRIGGER child_touch BEFORE UPDATE ON child FOR EACH ROW EXECUTE FUNCTION touch();
                """);
        assertThat(migrate("deploy", "--url", database.url()).exit()).isZero();
        List<String> statements = List.of(
                "DROP TABLE parent CASCADE;",
                "ALTER TABLE parent DROP COLUMN code CASCADE;",
                "ALTER TABLE parent DROP CONSTRAINT parent_pkey CASCADE;",
                "DROP VIEW codes CASCADE;",
                "TRUNCATE parent CASCADE;",
                "DROP FUNCTION touch() CASCADE;",
                "DROP TABLE alone CASCADE;",
                "SET client_min_messages = warning; DO $$ BEGIN DROP TABLE parent CASCADE; END $$;");
        List<String> byRule = new ArrayList<>();
        List<String> observed = new ArrayList<>();
        for (String statement : statements) {
            write("2_cascade", statement + "\n");
            byRule.add(cascade(database, false));
            observed.add(cascade(database, true));
        }

        assertThat(byRule)
                .containsExactly(
                        "CASCADE also takes the view codes, the view many, the foreign key child_parent_fk of child.",
                        "CASCADE also takes the view codes, the view many.",
                        "CASCADE also takes the foreign key child_parent_fk of child.",
                        "CASCADE also takes the view many.",
                        "CASCADE also takes the rows of child, the rows of grandchild.",
                        "CASCADE drops whatever depends on it: name it instead.",
                        "",
                        "");
        String more = "CASCADE takes more along. The server says: ";
        assertThat(observed)
                .containsExactly(
                        more + "drop cascades to constraint child_parent_fk on table child, view codes, view many.",
                        more + "drop cascades to view codes, view many.",
                        more + "drop cascades to constraint child_parent_fk on table child.",
                        more + "drop cascades to view many.",
                        more + "truncate cascades to table \"child\", table \"grandchild\".",
                        more + "drop cascades to trigger child_touch on table child.",
                        "",
                        "The server says: drop cascades to constraint child_parent_fk on table child, view codes, view many.");
    }

    private String cascade(TestDatabase database, boolean observe) {
        return Refract.configure()
                .migrations(project.resolve("migrations"))
                .url(database.url())
                .build()
                .lint(LintOptions.DEFAULT.observe(observe))
                .findings()
                .stream()
                .filter(finding -> finding.rule().equals("loss-cascade"))
                .map(LintFinding::message)
                .findFirst()
                .orElse("");
    }

    @Test
    void whereNothingCanRunItIsSaid() throws IOException {
        write("1_note", "CREATE TABLE note (id INT PRIMARY KEY);\n");
        String nobody = "postgresql://u:hunter2@127.0.0.1:1/x";

        Program.Outcome outcome = migrate("lint", "--all", "--url", nobody);
        Program.Outcome demanded = migrate("lint", "--all", "--url", nobody, "--observe");

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).contains("judged by rule: ", "127.0.0.1:1").doesNotContain("hunter2");
        assertThat(demanded.exit()).isEqualTo(1);
        assertThat(demanded.err()).contains("The statements can't be observed: ", "Leave out --observe");
        assertThat(migrate("lint", "--observe", "--no-observe").exit()).isEqualTo(2);
    }

    private void deployed(TestDatabase database) throws Exception {
        write("1_note", """
                CREATE TABLE note (id INT PRIMARY KEY, code INT);
                CREATE TABLE other (id INT PRIMARY KEY, body VARCHAR(50));
                """);
        Program.Outcome outcome = migrate("deploy", "--url", database.url());
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        database.execute("INSERT INTO note VALUES (1, 1); INSERT INTO other VALUES (1, 'a')");
    }

    private List<JsonObject> lint(String url, int exit) {
        Program.Outcome outcome = migrate("lint", "--url", url, "--json");
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(exit);
        return lines(outcome.out());
    }

    private static List<JsonObject> lines(String out) {
        return out.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.has("result"))
                .toList();
    }

    private static List<String> rules(List<JsonObject> lines) {
        return lines.stream()
                .filter(line -> line.has("rule"))
                .map(line -> line.get("rule").getAsString())
                .toList();
    }

    private static JsonObject one(List<JsonObject> lines, String rule) {
        return lines.stream()
                .filter(line ->
                        line.has("rule") && line.get("rule").getAsString().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private Program.Outcome migrate(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "migrate",
                arguments[0],
                "--migrations",
                project.resolve("migrations").toString()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return RefractProgram.in(project, all.toArray(String[]::new)).run();
    }

    private void write(String name, String sql) throws IOException {
        Path folder = Files.createDirectories(project.resolve("migrations").resolve(name));
        Files.writeString(folder.resolve("migration.sql"), sql);
    }
}
