package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.migrate.Hooks;
import dev.refract.migrate.PlannedMigration;
import dev.refract.report.Event;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Hooks as Java, and as commands of refract.toml. */
@DisabledOnOs(OS.WINDOWS)
class HooksTest {

    @TempDir
    private Path folder;

    private Project project(TestDatabase database) {
        return new Project(folder.resolve("migrations"), database)
                .migration("1_a", "CREATE TABLE a (id INTEGER);")
                .migration("2_b", "CREATE TABLE b (id INTEGER);");
    }

    private Refract.Builder with(Project project, String toml) throws Exception {
        Files.writeString(folder.resolve("refract.toml"), toml);
        Map<String, String> environment = new HashMap<>(System.getenv());
        return project.configure().environment(environment);
    }

    private static List<String> said(Project project) {
        return project.events(Event.ToolOutput.class).stream()
                .map(output -> output.tool() + ": " + output.line())
                .toList();
    }

    private static final class Recorder implements Hooks {
        private final List<String> calls = new ArrayList<>();

        private void note(String hook, Facts facts) {
            calls.add(hook + " pending " + facts.pending() + " applied " + facts.applied()
                    + facts.migration().map(name -> " at " + name).orElse("")
                    + facts.error()
                            .map(error -> " error " + error.lines().findFirst().orElse(""))
                            .orElse(""));
        }

        @Override
        public void beforeDeploy(Facts facts) {
            note("beforeDeploy", facts);
        }

        @Override
        public void beforeEachMigration(Facts facts) {
            note("beforeEach", facts);
        }

        @Override
        public void afterEachMigration(Facts facts) {
            note("afterEach", facts);
        }

        @Override
        public void afterDeploy(Facts facts) {
            note("afterDeploy", facts);
        }

        @Override
        public void onFailure(Facts facts) {
            note("onFailure", facts);
        }
    }

    @OnSqlite
    void javaHooksAreCalledInOrder(TestDatabase database) {
        Project project = project(database);
        Recorder recorder = new Recorder();
        Refract refract = project.configure().hooks(recorder).build();
        refract.deploy();
        assertThat(recorder.calls)
                .containsExactly(
                        "beforeDeploy pending [1_a, 2_b] applied []",
                        "beforeEach pending [1_a, 2_b] applied [] at 1_a",
                        "afterEach pending [2_b] applied [1_a] at 1_a",
                        "beforeEach pending [2_b] applied [1_a] at 2_b",
                        "afterEach pending [] applied [1_a, 2_b] at 2_b",
                        "afterDeploy pending [] applied [1_a, 2_b]");
        recorder.calls.clear();
        refract.deploy();
        assertThat(recorder.calls).as("nothing is pending").isEmpty();
        project.migration("3_c", "SELECT nonsense;");
        assertThatThrownBy(refract::deploy).isInstanceOf(RefractException.class);
        assertThat(recorder.calls)
                .containsExactly(
                        "beforeDeploy pending [3_c] applied []",
                        "beforeEach pending [3_c] applied [] at 3_c",
                        "onFailure pending [3_c] applied [] at 3_c error A migration failed to apply.");
    }

    @OnSqlite
    void anExceptionBeforeAMigrationStopsThereAndOneAfterItIsAWarning(TestDatabase database) throws SQLException {
        Project project = project(database);
        RefractException stopped = catchThrowableOfType(RefractException.class, () -> project.configure()
                .hooks(new Hooks() {
                    @Override
                    public void beforeEachMigration(Facts facts) {
                        if (facts.migration().orElseThrow().equals("2_b")) {
                            throw new IllegalStateException("not today");
                        }
                    }

                    @Override
                    public void afterEachMigration(Facts facts) {
                        throw new IllegalStateException("too late");
                    }
                })
                .build()
                .deploy());
        assertThat(stopped.what()).contains("before_each_migration").contains("not today");
        assertThat(stopped.next()).contains("The migration `2_b` was not applied.");
        assertThat(project.events(Event.Warning.class)).singleElement().satisfies(warning -> assertThat(warning.text())
                .contains("after_each_migration")
                .contains("too late"));
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations"))
                .isEqualTo("1_a");
    }

    @OnPostgres
    void commandsGetTheFactsAndTheirOutputIsStreamed(TestDatabase database) throws Exception {
        Project project = project(database);
        Refract.Builder builder = with(project, """
                [hooks]
                before_deploy = 'echo "$REFRACT_HOOK $REFRACT_PROVIDER $REFRACT_DATABASE $REFRACT_PENDING_COUNT"; echo "$REFRACT_PENDING"; echo "url=$REFRACT_URL"; pwd'
                before_each_migration = ["sh", "-c", "echo $0 $REFRACT_MIGRATION", "no shell of ours"]
                after_deploy = 'echo "$REFRACT_APPLIED" >&2'
                """);
        builder.build().deploy();
        assertThat(said(project))
                .containsExactly(
                        "before_deploy: before_deploy postgresql " + database.name() + " 2",
                        "before_deploy: 1_a",
                        "before_deploy: 2_b",
                        "before_deploy: url=",
                        "before_deploy: " + folder.toRealPath(),
                        "before_each_migration: no shell of ours 1_a",
                        "before_each_migration: no shell of ours 2_b",
                        "after_deploy: 1_a",
                        "after_deploy: 2_b");
        assertThat(project.events(Event.HookStarted.class))
                .extracting(Event.HookStarted::hook)
                .containsExactly("before_deploy", "before_each_migration", "before_each_migration", "after_deploy");
        assertThat(project.events(Event.HookEnded.class))
                .allMatch(Event.HookEnded::success)
                .hasSize(4);
    }

    @OnPostgres
    void commandsGetNoPasswordThatWasNotAskedFor(TestDatabase database) throws Exception {
        Project project = project(database);
        with(project, "[hooks]\nbefore_deploy = 'env'\n");
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH",
                System.getenv("PATH"),
                "DATABASE_URL",
                database.url(),
                "SHADOW",
                "mysql://me:other@host/db",
                "MY_FLAG",
                "kept"));
        environment.putAll(inOtherForms(database));
        project.configure().environment(environment).build().deploy();
        assertThat(said(project))
                .contains("before_deploy: MY_FLAG=kept")
                .noneMatch(line -> line.contains(database.url()))
                .noneMatch(line -> line.contains("DATABASE_URL"))
                .noneMatch(line -> line.contains("SHADOW"))
                .noneMatch(line -> line.contains("FORM_"));

        with(
                project,
                "[hooks]\nbefore_deploy = 'echo \"$REFRACT_URL\"; echo \"$REFRACT_URL\" > url'\npass_url = true\n");
        project.migration("3_c", "SELECT 1;").events.clear();
        project.configure().environment(environment).build().deploy();
        String url = Files.readString(folder.resolve("url")).strip();
        if (password(database) != null) {
            assertThat(said(project).get(0)).as("what it prints is masked").contains(":***@");
        }
        assertThat(Refract.configure()
                        .url(url)
                        .migrations(project.folder())
                        .workingFolder(folder)
                        .environment(Map.of())
                        .build()
                        .status()
                        .upToDate())
                .as("the URL works")
                .isTrue();
    }

    /** The password as other programs' variables hold it. */
    private static Map<String, String> inOtherForms(TestDatabase database) {
        String password = password(database);
        return password == null
                ? Map.of()
                : Map.of(
                        "FORM_PLAIN", "  " + password + "\n",
                        "FORM_DSN", "host=db user=app password='" + password + "'",
                        "FORM_JDBC", "jdbc:mysql://db/x?user=app&password=" + password,
                        "FORM_JSON", "{\"password\":\"" + password + "\"}",
                        "FORM_BASE64",
                                Base64.getEncoder()
                                        .encodeToString(("app:" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /** Null where the database needs none. */
    private static String password(TestDatabase database) {
        String user = URI.create(database.url().replaceFirst("\\?.*", "")).getRawUserInfo();
        return user == null || user.indexOf(':') < 0 ? null : user.substring(user.indexOf(':') + 1);
    }

    @OnSqlite
    void aCommandThatFailsBeforeTheDeployStopsIt(TestDatabase database) throws Exception {
        Project project = project(database);
        RefractException stopped = catchThrowableOfType(
                RefractException.class, () -> with(project, """
                [hooks]
                before_deploy = "echo the disk is full; exit 3"
                on_failure = 'echo "$REFRACT_ERROR"'
                """).build().deploy());
        assertThat(stopped.what()).isEqualTo("The hook before_deploy failed with exit code 3.");
        assertThat(stopped.next()).startsWith("Nothing was applied.");
        assertThat(said(project))
                .containsExactly(
                        "before_deploy: the disk is full",
                        "on_failure: The hook before_deploy failed with exit code 3.");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("0");
        with(project, "[hooks]\nbefore_deploy = ['no-such-program']\n");
        assertThatThrownBy(() -> project.refract().deploy())
                .hasMessageContaining("could not be started")
                .hasMessageContaining("no-such-program");
    }

    @OnSqlite
    void aHookThatHangsIsEndedWithAllThatItStarted(TestDatabase database) throws Exception {
        Project project = project(database);
        String toml = "[hooks]\nbefore_deploy = 'echo $$; sleep 1000 & echo $!; wait'\n";
        RefractException stopped = catchThrowableOfType(
                RefractException.class,
                () -> with(project, toml + "timeout = \"1s\"\n").build().deploy());
        assertThat(stopped.what()).contains("before_deploy").contains("took longer than 1.0 s");
        assertAllEnded(project);

        project.events.clear();
        Refract refract = with(project, toml).build();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread deploy = new Thread(() -> {
            try {
                refract.deploy();
            } catch (RefractException e) {
                thrown.set(e);
            }
        });
        deploy.start();
        Awaitility.await()
                .until(() -> List.copyOf(project.events).stream()
                                .filter(Event.ToolOutput.class::isInstance)
                                .count()
                        == 2);
        deploy.interrupt();
        deploy.join();
        assertThat(thrown.get())
                .isInstanceOf(InterruptedRefractException.class)
                .hasMessageContaining("before_deploy")
                .hasMessageContaining("Nothing was applied.");
        assertAllEnded(project);
    }

    private static void assertAllEnded(Project project) {
        List<Long> processes = project.events(Event.ToolOutput.class).stream()
                .map(output -> Long.valueOf(output.line()))
                .toList();
        assertThat(processes).hasSize(2);
        Awaitility.await().until(() -> processes.stream()
                .noneMatch(
                        id -> ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false)));
    }

    @OnSqlite
    void unknownKeysAndWrongValuesAreRefused(TestDatabase database) throws Exception {
        Project project = project(database);
        assertThatThrownBy(() -> with(project, "[hooks]\nbefore_deplay = 'true'\n")
                        .build()
                        .deploy())
                .hasMessageContaining("Did you mean hooks.before_deploy");
        assertThatThrownBy(() ->
                        with(project, "[hooks]\ntimeout = 'soon'\n").build().deploy())
                .hasMessageContaining("hooks.timeout")
                .hasMessageContaining("500ms");
        assertThatThrownBy(() -> with(project, "[deploy]\nlock_retries = 'many'\n")
                        .build()
                        .deploy())
                .hasMessageContaining("deploy.lock_retries");
        assertThatThrownBy(() -> with(project, "")
                        .environment(Map.of("REFRACT_LOCK_TIMEOUT", "long"))
                        .build()
                        .deploy())
                .hasMessageContaining("REFRACT_LOCK_TIMEOUT");
    }

    @OnPostgres
    void timeoutsComeFromTheFileAndTheVariables(TestDatabase database) throws Exception {
        Project project = project(database)
                .migration(
                        "3_c",
                        "CREATE TABLE c AS SELECT current_setting('lock_timeout') AS l, "
                                + "current_setting('statement_timeout') AS s;");
        with(project, "[deploy]\nlock_timeout = '4s'\nstatement_timeout = 90\n")
                .environment(Map.of("REFRACT_LOCK_TIMEOUT", "2500ms"))
                .build()
                .deploy();
        assertThat(database.query("SELECT * FROM c")).isEqualTo("2500ms|90s");
    }

    @OnSqlite
    void aDeployThatIsNotConfirmedChangesNothing(TestDatabase database) throws SQLException {
        Project project = project(database);
        List<List<String>> asked = new ArrayList<>();
        assertThatThrownBy(() -> project.configure()
                        .confirmation((where, plan) -> !asked.add(names(plan)))
                        .build()
                        .deploy())
                .hasMessageContaining("not confirmed");
        assertThat(asked).containsExactly(List.of("1_a", "2_b"));
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations")).isEqualTo("0");
        assertThat(project.configure()
                        .confirmation((where, plan) -> asked.add(names(plan)))
                        .build()
                        .deploy()
                        .applied())
                .hasSize(2);
        project.configure()
                .confirmation((where, plan) -> asked.add(names(plan)))
                .build()
                .deploy();
        assertThat(asked).as("nobody is asked about nothing").hasSize(2);
    }

    private static List<String> names(List<PlannedMigration> plan) {
        return plan.stream().map(PlannedMigration::migration).toList();
    }
}
