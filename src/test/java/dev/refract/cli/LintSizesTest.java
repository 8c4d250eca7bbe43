package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.refract.testing.Kind;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.PtOsc;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPtOsc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lint makes of how large tables are, and of what their rows hold. */
class LintSizesTest {

    private static final String TABLES = """
            CREATE TABLE parent (id INT PRIMARY KEY, name VARCHAR(50));
            CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, code VARCHAR(50), note VARCHAR(50), spare VARCHAR(50));
            CREATE TABLE hollow (id INT PRIMARY KEY, code VARCHAR(50));
            """;
    private static final String ROWS = """
            INSERT INTO parent VALUES (1, 'a'), (2, 'b');
            INSERT INTO child VALUES (1, 1, 'x', NULL, NULL), (2, 2, 'x', 'n', NULL), (3, 7, 'y', NULL, NULL);
            """;

    @TempDir
    private Path project;

    @OnEveryDatabase
    void rowsAreAsked(TestDatabase database) throws Exception {
        deployed(database);
        write("2_code", "CREATE UNIQUE INDEX child_code_key ON child (code);\n");
        write("3_id", "CREATE UNIQUE INDEX parent_name_key ON parent (name);\n");
        write("4_hollow", "CREATE UNIQUE INDEX hollow_code_key ON hollow (code);\n");
        write(
                "5_drop",
                "ALTER TABLE child DROP COLUMN note;\nALTER TABLE child DROP COLUMN spare;\nDROP TABLE hollow;\n");

        List<JsonObject> found = lint(database.url());

        assertThat(messages(found, "fail-duplicates"))
                .containsExactly(Map.entry("2_code", "error 1 value of child (code) in more than one row."));
        assertThat(messages(found, "loss-drop-column").values())
                .contains("warning 1 row of child with a value in note, which is dropped.");
        assertThat(text(found)).contains("info child.spare is dropped; it holds no value.");
        assertThat(messages(found, "loss-drop-table"))
                .containsExactly(Map.entry("5_drop", "info hollow is dropped; it holds no row."));
        assertThat(database.query("SELECT count(*) FROM child")).isEqualTo("3");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void nullsOrphansAndNarrowValuesAreCounted(TestDatabase database) throws Exception {
        deployed(database);
        boolean postgres = database.kind() == Kind.POSTGRES;
        String required = postgres ? "ALTER COLUMN %s SET NOT NULL" : "MODIFY %s VARCHAR(50) NOT NULL";
        write("2_orphans", "ALTER TABLE child ADD CONSTRAINT c FOREIGN KEY (parent_id) REFERENCES parent (id);\n");
        write("3_none", "ALTER TABLE parent " + required.formatted("name") + ";\n");
        write("4_null", "ALTER TABLE child " + required.formatted("note") + ";\n");

        List<JsonObject> found = lint(database.url());

        assertThat(messages(found, "fail-nulls"))
                .containsExactly(Map.entry("4_null", "error 2 rows of child with NULL in note."));
        assertThat(messages(found, "fail-orphans"))
                .containsExactly(Map.entry("2_orphans", "error 1 row of child that refer to no row of parent."));
        assertThat(messages(found, "lock-foreign-key").values())
                .singleElement()
                .asString()
                .startsWith("info ")
                .contains(" child has 3 rows (");
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void valuesThatDoNotFitAreCounted(TestDatabase database) throws Exception {
        deployed(database);
        String type = database.kind() == Kind.POSTGRES ? "ALTER COLUMN id TYPE" : "MODIFY id";
        write("2_fits", "ALTER TABLE parent " + type + " SMALLINT;\n");
        write("3_not", "ALTER TABLE child " + type + " SMALLINT;\n");
        database.execute("INSERT INTO child (id) VALUES (40000), (-40000), (32767)");

        List<JsonObject> found = lint(database.url());

        assertThat(messages(found, "loss-narrowing"))
                .containsExactly(
                        Map.entry("3_not", "error 2 rows of child with a value in id that does not fit smallint."));
        assertThat(messages(found, "rewrite-type").values()).hasSize(2).allSatisfy(message -> assertThat(message)
                .startsWith("info "));
    }

    @OnEveryDatabase
    void whatTheRunChangesFirstIsNotAsked(TestDatabase database) throws Exception {
        deployed(database);
        write("2_clean", "DELETE FROM child WHERE id = 2;\n");
        write("3_code", "CREATE UNIQUE INDEX child_code_key ON child (code);\n");

        assertThat(messages(lint(database.url()), "fail-duplicates"))
                .containsExactly(Map.entry("3_code", "warning Rows of child may be equal in code."));
    }

    @OnEveryDatabase
    void sizesTravelAsAFile(TestDatabase database) throws Exception {
        deployed(database);
        write("2_drop", "DROP TABLE hollow;\nDROP TABLE child;\n");
        Path sizes = project.resolve("sizes.json");

        Program.Outcome written = migrate("lint", "--write-stats", sizes.toString(), "--url", database.url());

        assertThat(written.exit()).as(written.toString()).isZero();
        assertThat(written.out()).contains("The sizes of 3 tables are in ");
        JsonObject file = JsonParser.parseString(Files.readString(sizes)).getAsJsonObject();
        assertThat(file.get("server").getAsString())
                .startsWith(
                        database.kind() == Kind.POSTGRES
                                ? "postgresql:"
                                : database.kind().label().toLowerCase(Locale.ROOT) + ":");
        JsonObject child = file.getAsJsonArray("tables").get(0).getAsJsonObject();
        assertThat(child.get("table").getAsString()).isEqualTo("child");
        assertThat(child.get("rows").getAsLong()).isEqualTo(3);
        assertThat(database.kind() == Kind.SQLITE || child.get("bytes").getAsLong() > 0)
                .isTrue();

        Program.Outcome outcome =
                migrate("lint", "2_drop", "--stats", sizes.toString(), "--json", "--url", database.missingUrl());

        assertThat(text(lines(outcome.out()))).contains("warning The rows of child are gone.");
        JsonObject counts = last(outcome);
        assertThat(counts.get("sizes").getAsString()).isEqualTo("file");
        assertThat(counts.get("server").getAsString())
                .startsWith(database.kind().label());
    }

    @Test
    void severityGoesBySize() throws IOException {
        write("1_tables", TABLES);
        write("2_lock", "CREATE INDEX i ON child (code);\nALTER TABLE child ALTER COLUMN note SET NOT NULL;\n");

        assertThat(bySize("500")).contains("info lock-index 500", "info lock-set-not-null 500");
        assertThat(bySize("10000")).contains("error lock-index 10000", "warning lock-set-not-null 10000");
        assertThat(bySize("1000001")).contains("error lock-index 1000001", "error lock-set-not-null 1000001");
        assertThat(bySize("0")).doesNotContain("lock-");
        assertThat(bySize("null")).contains("error lock-index null", "error lock-set-not-null null");
        assertThat(migrate("lint", "2_lock", "--server-version", "postgresql:18")
                        .out())
                .as("without sizes as the rule says")
                .contains("error lock-index", "warning lock-set-not-null", "How large tables are is not known");
    }

    private String bySize(String rows) throws IOException {
        Path sizes = Files.writeString(
                project.resolve("sizes.json"),
                "{\"server\": \"postgresql:18.1\", \"tables\": [{\"table\": \"child\", \"rows\": " + rows + "}]}");
        StringBuilder found = new StringBuilder();
        for (JsonObject line : lines(
                migrate("lint", "2_lock", "--stats", sizes.toString(), "--json").out())) {
            if (line.get("result").getAsString().equals("lintFinding")) {
                found.append(line.get("severity").getAsString())
                        .append(' ')
                        .append(line.get("rule").getAsString())
                        .append(' ')
                        .append(
                                line.get("rows").isJsonNull()
                                        ? "null"
                                        : line.get("rows").getAsString())
                        .append('\n');
            }
        }
        return found.toString();
    }

    @OnPostgres
    void whatADeployRunsInStepsIsOneLevelLess(TestDatabase database) throws Exception {
        deployed(database);
        database.execute("INSERT INTO child SELECT i, 1, 'c' || i, 'n' FROM generate_series(10, 30000) i");
        database.execute("ANALYZE child");
        write("2_steps", "CREATE INDEX i ON child (code);\nALTER TABLE child ALTER COLUMN spare SET NOT NULL;\n");
        write("3_block", "BEGIN;\nCREATE INDEX j ON child (note);\nCOMMIT;\n");
        write("4_rewrite", "ALTER TABLE child ALTER COLUMN id TYPE BIGINT;\n");
        write("5_new", "CREATE TABLE fresh (id INT PRIMARY KEY);\nCREATE INDEX k ON fresh (id);\n");
        write("6_no", "CREATE INDEX l ON child (spare);\n");
        write("6_no/refract.toml", "online = \"never\"\n");

        assertThat(severities(lint(database.url())))
                .as("the table is small for a deploy")
                .containsExactlyInAnyOrder(
                        "2_steps error lock-index",
                        "2_steps warning lock-set-not-null",
                        "3_block error lock-index",
                        "4_rewrite error rewrite-type",
                        "6_no error lock-index");

        Files.writeString(project.resolve("refract.toml"), "[online]\nmin_rows = 20000\n");
        List<JsonObject> found = lint(database.url());

        assertThat(severities(found))
                .containsExactlyInAnyOrder(
                        "2_steps warning lock-index",
                        "2_steps info lock-set-not-null",
                        "3_block error lock-index",
                        "4_rewrite error rewrite-type",
                        "6_no error lock-index");
        assertThat(text(found)).contains("Refract's deploy runs it in steps that block nobody for long.");
        assertThat(text(lint(database.url(), "--all")))
                .as("what is applied was said nothing of")
                .contains("warning Writes to child wait while the index is built.");
        assertThat(severities(lint(database.url(), "--stats", sizesOf(database).toString())))
                .as("sizes of another database")
                .contains("2_steps error lock-index");
    }

    private Path sizesOf(TestDatabase database) {
        Path sizes = project.resolve("sizes.json");
        assertThat(migrate("lint", "--write-stats", sizes.toString(), "--url", database.url())
                        .exit())
                .isZero();
        return sizes;
    }

    /** Of locks and rewrites. */
    private static List<String> severities(List<JsonObject> lines) {
        return lines.stream()
                .filter(line -> line.has("rule"))
                .filter(line -> line.get("rule").getAsString().matches("(lock|rewrite)-.*")
                        && !line.get("rule").getAsString().equals("lock-no-timeout"))
                .map(line -> line.get("migration").getAsString() + " "
                        + line.get("severity").getAsString() + " "
                        + line.get("rule").getAsString())
                .toList();
    }

    @OnMysql
    @OnMariadb
    @WithPtOsc
    void whatADeployGivesToTheToolIsOneLevelLess(TestDatabase database, PtOsc tools) throws Exception {
        deployed(database);
        write("2_type", "ALTER TABLE child MODIFY parent_id BIGINT;\n");
        String lint = "[lint]\nsmall_table = 1\n";
        Files.writeString(project.resolve("refract.toml"), lint);

        List<String> direct = severities(lint(database.url()));

        assertThat(direct).isIn(List.of("2_type error rewrite-type"), List.of("2_type warning rewrite-type"));
        Files.writeString(
                project.resolve("refract.toml"),
                lint + "[online]\nmode = \"always\"\ntool = \""
                        + tools.executables().get(0) + "\"\n");

        List<JsonObject> found = lint(database.url());

        assertThat(severities(found))
                .containsExactly(
                        direct.get(0).contains(" error ") ? "2_type warning rewrite-type" : "2_type info rewrite-type");
        assertThat(text(found)).contains("Refract's deploy gives it to pt-online-schema-change");
    }

    @OnPostgres
    void aTableThatIsLockedIsNotWaitedFor(TestDatabase database) throws Exception {
        deployed(database);
        write("2_code", "CREATE UNIQUE INDEX child_code_key ON child (code);\n");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE child IN ACCESS EXCLUSIVE MODE");

            assertThat(messages(lint(database.url()), "fail-duplicates"))
                    .containsExactly(Map.entry("2_code", "warning Rows of child may be equal in code."));
        }
    }

    @Test
    void aFileThatIsNoneIsSaid() throws IOException {
        write("1_tables", TABLES);
        Path odd = Files.writeString(project.resolve("odd.json"), "[]");

        Program.Outcome outcome = migrate("lint", "--stats", odd.toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("The sizes can't be read from ", "--write-stats");
    }

    private void deployed(TestDatabase database) throws Exception {
        write("1_tables", TABLES);
        Program.Outcome outcome = migrate("deploy", "--url", database.url());
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        database.execute(ROWS);
    }

    private List<JsonObject> lint(String url, String... more) {
        List<String> arguments = new ArrayList<>(List.of("lint", "--url", url, "--json", "--fail-on", "never"));
        arguments.addAll(List.of(more));
        Program.Outcome outcome = migrate(arguments.toArray(String[]::new));
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(last(outcome).get("sizes").getAsString())
                .isEqualTo(List.of(more).contains("--stats") ? "file" : "database");
        return lines(outcome.out());
    }

    private static JsonObject last(Program.Outcome outcome) {
        List<JsonObject> lines = lines(outcome.out());
        return lines.get(lines.size() - 1);
    }

    /** Of a rule: severity and message by migration. */
    private static Map<String, String> messages(List<JsonObject> lines, String rule) {
        Map<String, String> messages = new TreeMap<>();
        for (JsonObject line : lines) {
            if (line.has("rule") && line.get("rule").getAsString().equals(rule)) {
                messages.putIfAbsent(
                        line.get("migration").getAsString(),
                        line.get("severity").getAsString() + " "
                                + line.get("message").getAsString());
            }
        }
        return messages;
    }

    private static String text(List<JsonObject> lines) {
        StringBuilder text = new StringBuilder();
        for (JsonObject line : lines) {
            if (line.has("rule")) {
                text.append(line.get("severity").getAsString())
                        .append(' ')
                        .append(line.get("message").getAsString())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private Program.Outcome migrate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("migrate", arguments[0], "--migrations", migrations()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return RefractProgram.in(project, all.toArray(String[]::new)).run();
    }

    private static List<JsonObject> lines(String out) {
        return out.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.has("result"))
                .toList();
    }

    private String migrations() {
        return project.resolve("migrations").toString();
    }

    private void write(String name, String sql) throws IOException {
        Path path = project.resolve("migrations").resolve(name);
        Path file = name.endsWith(".toml") ? path : path.resolve("migration.sql");
        Files.createDirectories(file.getParent());
        Files.writeString(file, sql);
    }
}
