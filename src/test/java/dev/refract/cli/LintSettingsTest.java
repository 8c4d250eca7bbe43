package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import dev.refract.migrate.LintResult;
import dev.refract.report.RefractException;
import dev.refract.testing.RefractProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code [lint]} of refract.toml, and the comments of other tools. */
class LintSettingsTest {

    @TempDir
    private Path project;

    @BeforeEach
    void aTableAndAnIndex() throws IOException {
        write("1_users", "CREATE TABLE users (id INT PRIMARY KEY, name TEXT, mail TEXT);\n");
        write("2_index", "CREATE INDEX a ON users (name);\nDROP TABLE users;\n");
    }

    @Test
    void aRuleHasAnotherSeverityOrIsOff() throws IOException {
        toml("[lint.rules]\nlock-index = \"info\"\nloss-drop-table = \"off\"\nbreak-drop-table = \"error\"\n");

        LintResult result = lint("2_index");

        assertThat(found(result)).containsExactly("error break-drop-table:2", "info lock-index:1");
        toml("[lint.rules]\nlock-index = \"warn\"\nloss-drop-table = \"off\"\nbreak-drop-table = \"off\"\n");
        assertThat(found(lint("2_index"))).containsExactly("warning lock-index:1");
    }

    @Test
    void aRuleThatIsOffByItselfIsHeardWithASeverity() throws IOException {
        write("2_index", "ALTER TABLE users ADD COLUMN extra json;\n");
        assertThat(found(lint("2_index"))).isEmpty();
        toml("[lint.rules]\nbreak-json-equality = \"warning\"\n");
        assertThat(found(lint("2_index"))).containsExactly("warning break-json-equality:1");
    }

    @Test
    void whatIsBeforeIsNotLookedAtUnlessItIsNamed() throws IOException {
        write("3_index", "CREATE INDEX b ON users (mail);\n");
        toml("[lint]\nstart_after = \"2_index\"\n");

        assertThat(lint().migrations()).containsExactly("3_index");
        assertThat(found(lint("2_index"))).contains("error lock-index:1");
        toml("[lint]\nstart_after = \"3\"\n");
        assertThat(lint().migrations()).isEmpty();
    }

    @Test
    void thatNothingLimitsTheWaitForLocksIsSaidOnce() throws IOException {
        write("2_index", "ALTER TABLE users ADD COLUMN a TEXT;\nALTER TABLE users ADD COLUMN b TEXT;\n");
        write("3_more", "ALTER TABLE users ADD COLUMN c TEXT;\n");

        LintOptions both =
                LintOptions.DEFAULT.names(List.of("2_index", "3_more")).serverVersion("postgresql:16");
        assertThat(configured().build().lint(both).findings())
                .extracting(finding -> finding.rule() + " " + finding.migration() + ":" + finding.line())
                .containsExactly("lock-no-timeout 2_index:1");
        write("2_index", "SET lock_timeout = '5s';\nALTER TABLE users ADD COLUMN a TEXT;\n");
        assertThat(configured().build().lint(both).findings())
                .extracting(finding -> finding.rule() + " " + finding.migration() + ":" + finding.line())
                .containsExactly("lock-no-timeout 3_more:1");
        write("3_more", "-- refract-lint-ignore lock-no-timeout: at night\nALTER TABLE users ADD COLUMN c TEXT;\n");
        assertThat(configured().build().lint(both).findings()).isEmpty();
        write("3_more", "ALTER TABLE users ADD COLUMN c TEXT;\n");
        toml("[deploy]\nlock_timeout = \"5s\"\n");
        assertThat(configured().build().lint(both).findings()).isEmpty();
        toml("[deploy]\nstatement_timeout = \"5s\"\n");
        assertThat(configured().build().lint(both).findings()).hasSize(1);
        Refract.Builder variable = configured().environment(Map.of("REFRACT_LOCK_TIMEOUT", "5s"));
        assertThat(variable.build().lint(both).findings()).isEmpty();
        assertThat(lint("2_index", "3_more").findings())
                .as("the caller says it")
                .isEmpty();
    }

    @Test
    void tablesAreIgnored() throws IOException {
        write("3_other", "CREATE TABLE logs (id INT);\n");
        write("4_both", "CREATE INDEX a ON users (name);\nCREATE INDEX b ON logs (id);\n");
        toml("[lint]\nignore_tables = [\"Users\"]\n");

        assertThat(found(lint("4_both"))).containsExactly("error lock-index:2");
    }

    @Test
    void sizesAreConfigured() throws Exception {
        Path file = project.resolve("app.db");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name TEXT, mail TEXT)");
            statement.execute("INSERT INTO users VALUES (1, 'a', 'b'), (2, 'c', 'd')");
        }
        write("2_index", "UPDATE users SET name = 'x' WHERE mail = 'b';\n");
        LintOptions options = LintOptions.DEFAULT.names(List.of("2_index"));
        Refract.Builder refract =
                Refract.configure().workingFolder(project).url("file:" + file).migrations(Path.of(migrations()));
        Severity own = severity(refract.build().lint(options));

        toml("[lint]\nsmall_table = 1\nlarge_table = 1\n");
        assertThat(own).isLessThan(severity(refract.build().lint(options)));
        toml("[lint]\nsmall_table = -1\n");
        assertThatThrownBy(() -> refract.build().lint(options)).hasMessageContaining("lint.small_table");
    }

    private static Severity severity(LintResult result) {
        return result.findings().get(0).severity();
    }

    @Test
    void theServerIsConfigured() throws IOException {
        toml("[lint]\nserver_version = \"mysql:8.4\"\n");

        assertThat(RefractProgram.in(project, "migrate", "lint", "--all", "--migrations", migrations())
                        .run()
                        .out())
                .contains("for MySQL 8.4");
        assertThat(lint().server()).isEqualTo("PostgreSQL 16");
    }

    @Test
    void anEntryWithAReasonHidesOneRule() throws IOException {
        write("2_index", "CREATE INDEX a ON users (name);\nCREATE INDEX b ON users (mail);\n");
        toml("""
                [[lint.ignore]]
                migration = "2_index"
                rule = "lock-index"
                statement = 1
                reason = "200 rows"

                [[lint.ignore]]
                migration = "2_index"
                rule = "lock-index"
                statement = 2
                [[lint.ignore]]
                migration = "2_index"
                rule = "lock-check"
                reason = "none"
                [[lint.ignore]]
                migration = "9_none"
                rule = "lock-check"
                reason = "gone"
                """);

        LintResult result = lint("2_index");

        assertThat(found(result))
                .containsExactly(
                        "error lock-index:2",
                        "warning suppression-without-reason:8",
                        "info unused-suppression:12",
                        "info unused-suppression:16");
        assertThat(result.findings().get(3).file()).endsWith("refract.toml");
        assertThat(result.findings().get(3).message()).contains("There is no migration `9_none`");
        assertThat(result.ignored())
                .extracting(ignored -> ignored.reason() + ignored.finding().line() + ignored.inScript())
                .containsExactly("200 rows1false");
        assertThat(RefractProgram.in(
                                project,
                                "migrate",
                                "lint",
                                "2_index",
                                "--server-version",
                                "postgresql:16",
                                "--migrations",
                                migrations())
                        .run()
                        .out())
                .contains(", 1 ignored.");
    }

    @Test
    void slipsAreSaidWithTheirLine() throws IOException {
        toml("[lint.rules]\n\nlock-indx = \"off\"\n");
        assertRefused("There is no rule `lock-indx`", "refract.toml line 3", "Did you mean `lock-index`?");
        toml("[lint]\nstart_afer = \"x\"\n");
        assertRefused("lint.start_afer", "line 2", "Did you mean lint.start_after?");
        toml("[lint.rules]\nlock-index = \"fatal\"\n");
        assertRefused("lint.rules.lock-index", "line 2", "\"warning\"");
        toml("[lint]\nserver_version = \"oracle:19\"\n");
        assertRefused("lint.server_version", "line 2", "postgresql:16");
        toml("[lint]\ndeploy = \"maybe\"\n");
        assertRefused("lint.deploy", "line 2", "\"refuse\"");
        toml("[[lint.ignore]]\nmigration = \"2_index\"\nrule = \"lock-indez\"\nreason = \"x\"\n");
        assertRefused("There is no rule `lock-indez`", "line 3", "Did you mean `lock-index`?");
        toml("[[lint.ignore]]\nrule = \"lock-index\"\nreason = \"x\"\n");
        assertRefused("[[lint.ignore]]", "line 2 has no migration");
    }

    @Test
    void commentsAreAboutOneStatementOrTheFile() throws IOException {
        write("2_index", """
                CREATE INDEX a ON users (name); -- refract-lint-ignore lock-index: at the end of its line
                CREATE INDEX b ON users (name);
                -- refract-lint-ignore lock-index, lock-chek: a slip
                CREATE INDEX c ON users (name);
                """);

        LintResult result = lint("2_index");

        assertThat(found(result)).containsExactly("error lock-index:2", "info unused-suppression:3");
        assertThat(result.findings().get(1).message()).contains("There is no rule `lock-chek`: perhaps `lock-check`.");
        write("2_index", "CREATE INDEX a ON users (name);\n-- refract-lint-ignore-file lock-index: small\n");
        assertThat(found(lint("2_index"))).isEmpty();
    }

    @Test
    void theCommentsOfOtherToolsAreUnderstood() throws IOException {
        write("2_index", """
                -- squawk-ignore require-concurrent-index-creation
                CREATE INDEX a ON users (name);
                /* atlas:nolint concurrent_index */
                CREATE INDEX b ON users (name);
                -- eugene: ignore E6, E9
                CREATE INDEX c ON users (name);
                -- pgfence-ignore: create-index-not-concurrent
                CREATE INDEX d ON users (name);
                -- pgfence-ignore
                CREATE INDEX e ON users (name);
                -- squawk-ignore ban-drop-column
                CREATE INDEX f ON users (name);
                """);

        LintResult result = lint("2_index");

        assertThat(found(result))
                .containsExactly(
                        "error lock-index:12",
                        "info suppression-of-another-tool:1",
                        "info suppression-of-another-tool:3",
                        "info suppression-of-another-tool:5",
                        "info suppression-of-another-tool:7",
                        "info suppression-of-another-tool:9");
        assertThat(result.ignored()).hasSize(5);
        write("2_index", "-- squawk-ignore-file\nSELECT 1;\nCREATE INDEX a ON users (name);\nDELETE FROM users;\n");
        assertThat(found(lint("2_index")))
                .as("squawk has no rule for DELETE")
                .containsExactly("error loss-delete-all:4", "info suppression-of-another-tool:1");
        write("2_index", "-- atlas:nolint\n\nSELECT 1;\nDROP TABLE users;\n");
        assertThat(found(lint("2_index"))).containsExactly("info suppression-of-another-tool:1");
        toml("[lint.rules]\nsuppression-of-another-tool = \"off\"\n");
        assertThat(found(lint("2_index"))).isEmpty();
    }

    private LintResult lint(String... names) {
        return lint(LintOptions.DEFAULT.names(List.of(names)).all(names.length == 0));
    }

    private LintResult lint(LintOptions options) {
        return configured().lockTimeout(Duration.ofSeconds(5)).build().lint(options.serverVersion("postgresql:16"));
    }

    private Refract.Builder configured() {
        return Refract.configure().workingFolder(project).migrations(Path.of(migrations()));
    }

    private static List<String> found(LintResult result) {
        return result.findings().stream()
                .map(finding -> finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.rule() + ":"
                        + finding.line())
                .toList();
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(this::lint)
                .isInstanceOf(RefractException.class)
                .message()
                .contains(parts);
    }

    private void toml(String text) throws IOException {
        Files.writeString(project.resolve("refract.toml"), text);
    }

    private String migrations() {
        return project.resolve("migrations").toString();
    }

    private void write(String name, String sql) throws IOException {
        Path folder = Files.createDirectories(project.resolve("migrations").resolve(name));
        Files.writeString(folder.resolve("migration.sql"), sql);
    }
}
