package dev.refract.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.refract.testing.Fixture;
import dev.refract.testing.MavenProgram;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.Schemas;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The goals, run by Maven on a sample project. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links need rights there")
class MavenTest {

    private final MavenProgram maven = MavenProgram.get();

    @TempDir
    private Path folder;

    private Path project(String configuration) throws IOException {
        Path project = Fixture.BLOG.copyTo(folder.resolve("blog"));
        Files.writeString(project.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>blog</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <build>
                    <plugins>
                      <plugin>
                        <groupId>dev.refract</groupId>
                        <artifactId>refract</artifactId>
                        <version>%s</version>
                        <configuration>%s</configuration>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(MavenProgram.VERSION, configuration));
        return project;
    }

    private static String run(Program program, int exit) {
        Program.Outcome outcome = program.run();
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(exit);
        return outcome.out();
    }

    @Test
    void lintFailsTheBuildFromASeverityOn() throws IOException {
        Path project = project("");
        Path report = project.resolve("target/lint.sarif");
        List<String> goal = List.of("refract:lint", "-Drefract.all", "-Drefract.serverVersion=postgresql:16");
        assertThat(run(
                        maven.run(
                                project,
                                null,
                                goal.get(0),
                                goal.get(1),
                                goal.get(2),
                                "-Drefract.failOn=never",
                                "-Drefract.format=sarif=" + report,
                                "-Drefract.output=" + project.resolve("target/lint.json")),
                        0))
                .contains("migration.sql:");
        assertThat(Files.readString(report)).contains("\"version\":\"2.1.0\"", "\"ruleId\"");
        assertThat(Files.readAllLines(project.resolve("target/lint.json")))
                .allSatisfy(line -> assertThat(line).startsWith("{\"result\":\"lint"))
                .hasSizeGreaterThan(1);
        assertThat(run(maven.run(project, null, goal.get(0), goal.get(1), goal.get(2), "-Drefract.failOn=info"), 1))
                .contains("warnings. Write what is safe");
    }

    @OnPostgres
    void theGoalsWorkOnAProject(TestDatabase database) throws Exception {
        Path project = project("");
        String url = "-Drefract.url=" + database.url();
        assertThat(run(maven.run(project, null, "refract:status", url), 1))
                .contains("pending")
                .contains("not in sync")
                .doesNotContain(password(database));
        assertThat(run(maven.run(project, null, "refract:deploy", url, "-Drefract.dryRun"), 0))
                .contains("changed nothing");
        assertThat(run(maven.run(project, null, "refract:deploy", url, "-Drefract.skip"), 0))
                .contains("Skipped");
        assertThat(database.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");

        String deployed = run(
                maven.run(
                        project,
                        null,
                        "refract:deploy",
                        url,
                        "-Drefract.to=20240205101112_comments",
                        "-Drefract.lockTimeout=5s"),
                0);
        assertThat(deployed)
                .contains("Applying migration `20240205101112_comments`")
                .doesNotContain("20240219160000_slugs")
                .contains("successfully applied");
        assertThat(run(maven.run(project, null, "refract:down", url), 0))
                .contains("Rolled back `20240205101112_comments`");
        assertThat(run(
                        maven.run(project, null, "refract:resolve", url, "-Drefract.applied=20240205101112_comments"),
                        0))
                .contains("marked as applied");
        assertThat(run(maven.run(project, null, "refract:resolve", url), 1)).contains("exactly one of");
        assertThat(run(maven.run(project, null, "refract:rehearse", url, "-Drefract.names=20240219160000_slugs"), 0))
                .contains("20240219160000_slugs  proved");
        assertThat(run(
                        maven.run(
                                project,
                                null,
                                "refract:new",
                                "refract:status",
                                "-Drefract.name=Add users",
                                "-Drefract.down",
                                "-Drefract.failOn=nothing",
                                url),
                        0))
                .contains("_add_users")
                .contains("BUILD SUCCESS");
    }

    @OnPostgres
    void aGoalLeavesItsResultAsTheCommandPrintsIt(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Path migrations = project.resolve("prisma/migrations");
        Path output = project.resolve("target/result.json");
        String[][] goals = {
            {"deploy", "-Drefract.dryRun"},
            {"deploy"},
            {"status"},
            {"generate-down", "-Drefract.names=20240219160000_slugs", "-Drefract.dryRun"},
            {"down", "-Drefract.dryRun", "-Drefract.force"},
            {"resolve", "-Drefract.applied=nothing"},
        };
        String[][] commands = {
            {"deploy", "--dry-run"},
            {"deploy"},
            {"status"},
            {"generate-down", "20240219160000_slugs", "--stdout"},
            {"down", "--dry-run", "--force"},
            {"resolve", "--applied", "nothing"},
        };
        for (int i = 0; i < goals.length; i++) {
            Files.deleteIfExists(output);
            List<String> arguments = new ArrayList<>(List.of("refract:" + goals[i][0]));
            arguments.addAll(List.of(goals[i]).subList(1, goals[i].length));
            arguments.add("-Drefract.output=target/result.json");
            maven.run(project, null, arguments.toArray(String[]::new)).run();
            String result = Files.readString(output);
            assertThat(Schemas.wrong(result)).as(result).isEmpty();
            List<String> command = new ArrayList<>(List.of(commands[i]));
            command.add("--json");
            String printed = RefractProgram.migrate(database, migrations, command.toArray(String[]::new))
                    .run()
                    .out();
            String last = printed.substring(printed.stripTrailing().lastIndexOf('\n') + 1);
            assertThat(keys(JsonParser.parseString(result)))
                    .as(goals[i][0] + ": " + result + last)
                    .isEqualTo(keys(JsonParser.parseString(last)));
        }
    }

    /** The names of an object, and of the objects in its lists, as far as they are filled. */
    private static Set<String> keys(JsonElement value) {
        Set<String> keys = new TreeSet<>();
        if (value.isJsonObject()) {
            value.getAsJsonObject().entrySet().forEach(entry -> {
                keys.add(entry.getKey());
                if (!entry.getKey().equals("plan")) { // the second deploy has none
                    keys(entry.getValue()).forEach(key -> keys.add(entry.getKey() + "." + key));
                }
            });
        } else if (value.isJsonArray()) {
            value.getAsJsonArray().forEach(element -> keys.addAll(keys(element)));
        }
        return keys;
    }

    @OnPostgres
    void aScriptRunsAndAResetNeedsItsFlag(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Path output = project.resolve("result.json");
        run(maven.run(project, null, "refract:deploy"), 0);
        Files.writeString(project.resolve("more.sql"), "CREATE TABLE more (id INT); INSERT INTO more VALUES (1), (2);");
        run(maven.run(project, null, "refract:execute", "-Drefract.file=more.sql", "-Drefract.output=result.json"), 0);
        assertThat(database.query("SELECT count(*) FROM more")).isEqualTo("2");
        assertThat(Files.readString(output)).startsWith("{\"result\":\"execute\",\"script\":");
        assertThat(run(maven.run(project, null, "refract:execute", "-Drefract.file=none.sql"), 1))
                .contains("Could not read");

        assertThat(run(maven.run(project, null, "refract:reset", "-Drefract.output=result.json"), 1))
                .contains("-Drefract.force")
                .contains("Nothing was reset");
        assertThat(Files.readString(output)).startsWith("{\"result\":\"error\"");
        assertThat(database.query("SELECT count(*) FROM more")).isEqualTo("2");
        assertThat(run(maven.run(project, null, "refract:reset", "-Drefract.force", "-Drefract.output=result.json"), 0))
                .contains("reset successful");
        assertThat(Files.readString(output)).startsWith("{\"result\":\"reset\",\"database\":");
        assertThat(database.query("SELECT to_regclass('more') IS NULL, count(*) > 0 FROM _prisma_migrations"))
                .isEqualTo("t|t");
    }

    @OnPostgres
    void theSeedCommandRunsWithTheProjectsVariables(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        assertThat(run(maven.run(project, null, "refract:seed"), 1)).contains("no seed command", "prisma.config.ts");
        Files.writeString(
                project.resolve("prisma.config.ts"),
                "import 'dotenv/config'\nexport default { migrations: { seed: 'echo \"grown $SEEDS\" > seeded' } }\n");
        Files.writeString(project.resolve(".env"), "SEEDS=flowers\n");
        String seeded = run(maven.run(project, null, "refract:seed", "-Drefract.output=result.json"), 0);
        assertThat(seeded).contains("The seed command has been executed.");
        assertThat(project.resolve("seeded")).hasContent("grown flowers");
        String result = Files.readString(project.resolve("result.json"));
        assertThat(result).startsWith("{\"result\":\"seed\",\"command\":");
        assertThat(Schemas.wrong(result)).isEmpty();
        Files.writeString(
                project.resolve("prisma.config.ts"), "export default { migrations: { seed: 'echo oh no; exit 3' } }\n");
        assertThat(run(maven.run(project, null, "refract:seed"), 1)).contains("oh no", "exit code 3", "Fix it");
    }

    @OnPostgres
    void handoverFailsUntilPrisma8CanTakeOver(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        assertThat(run(maven.run(project, null, "refract:handover"), 1))
                .contains("20240115093000_init", "Not ready for Prisma 8", "mvn refract:deploy");
        String ready =
                run(maven.run(project, null, "refract:deploy", "refract:handover", "-Drefract.output=result.json"), 0);
        assertThat(ready).contains("Ready for Prisma 8", "npx prisma db sign");
        String result = Files.readString(project.resolve("result.json"));
        assertThat(result).startsWith("{\"result\":\"handover\"").contains("\"ready\":true");
        assertThat(Schemas.wrong(result)).isEmpty();
        database.execute("CREATE TABLE by_hand (id INT)");
        assertThat(run(maven.run(project, null, "refract:handover"), 1))
                .contains("by_hand", "mvn refract:resolve -Drefract.applied=NAME");
    }

    /** SQLite's scratch databases are folders, of a process that has ended here. */
    @Test
    void whatKilledRunsLeftIsNamedAndDropped() throws Exception {
        Path project = project("<url>file:app.db</url><migrations>m</migrations>");
        Files.move(project.resolve("prisma"), project.resolve("unused"));
        Path migration = Files.createDirectories(project.resolve("m/1_a"));
        Files.writeString(migration.resolve("migration.sql"), "CREATE TABLE a (id INTEGER);\n");
        Files.writeString(migration.resolve("down.sql"), "DROP TABLE a;\n");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path left = Files.createDirectory(temporary.resolve("refract_scratch_999999999_0123456789ab"));
        String name = left.getFileName().toString();
        String option = "-Djava.io.tmpdir=" + temporary;
        String named = run(maven.run(project, null, "refract:rehearse").with("MAVEN_OPTS", option), 0);
        assertThat(named).contains("left a scratch database behind: " + name, "-Drefract.removeLeftovers");
        assertThat(left).exists();
        String dropped = run(
                maven.run(project, null, "refract:rehearse", "-Drefract.removeLeftovers")
                        .with("MAVEN_OPTS", option),
                0);
        assertThat(dropped).contains("Dropped " + name);
        assertThat(left).doesNotExist();
    }

    @OnPostgres
    void validateFailsWhereAnAppliedScriptWasEdited(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        run(maven.run(project, null, "refract:validate"), 1);
        run(maven.run(project, null, "refract:deploy", "refract:validate"), 0);
        Path script = project.resolve("prisma/migrations/20240115093000_init/migration.sql");
        Files.writeString(script, Files.readString(script) + "\n-- edited");
        run(maven.run(project, null, "refract:status"), 0);
        assertThat(run(maven.run(project, null, "refract:validate"), 1)).contains("20240115093000_init");
    }

    @OnPostgres
    void aWayBackIsWritten(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Path down = project.resolve("prisma/migrations/20240219160000_slugs/down.sql");
        Files.deleteIfExists(down);
        String name = "-Drefract.names=20240219160000_slugs";
        maven.run(project, null, "refract:generate-down", name, "-Drefract.dryRun")
                .run();
        assertThat(down).doesNotExist();
        maven.run(project, null, "refract:generate-down", name).run();
        assertThat(down).isNotEmptyFile();
        assertThat(run(maven.run(project, null, "refract:generate-down", name), 1))
                .contains("force");
    }

    @OnPostgres
    void theUrlAndCredentialsComeFromSettings(TestDatabase database) throws Exception {
        Path project = project("");
        String encrypted = encrypted("a-master-password", password(database));
        Path settings = Files.writeString(folder.resolve("settings.xml"), """
                <settings><servers><server>
                  <id>shop</id><username>%s</username><password>%s</password>
                  <configuration><url>%s</url></configuration>
                </server></servers></settings>
                """.formatted(
                        user(database), encrypted, database.url().replaceFirst("//[^@]*@", "//")));
        String security = "-Dsettings.security=" + folder.resolve("security.xml");
        String deployed = run(
                maven.run(
                        project,
                        settings,
                        "refract:deploy",
                        security,
                        "-Drefract.server=shop",
                        "-Drefract.to=20240115093000_init"),
                0);
        assertThat(deployed).contains("successfully applied");
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations"))
                .isEqualTo("20240115093000_init");
        assertThat(run(maven.run(project, settings, "refract:status", security, "-Drefract.server=other"), 1))
                .contains("no server with the id other");
        Files.writeString(
                folder.resolve("security.xml"), "<settingsSecurity><master>nonsense</master></settingsSecurity>");
        assertThat(run(maven.run(project, settings, "refract:status", security, "-Drefract.server=shop"), 1))
                .contains("could not be decrypted");
    }

    /** As a user does it, with Maven itself. */
    private String encrypted(String master, String password) throws IOException {
        String first = braced(run(maven.run(folder, null, "--encrypt-master-password", master), 0));
        Files.writeString(
                folder.resolve("security.xml"), "<settingsSecurity><master>" + first + "</master></settingsSecurity>");
        return braced(run(
                maven.run(
                        folder,
                        null,
                        "-Dsettings.security=" + folder.resolve("security.xml"),
                        "--encrypt-password",
                        password),
                0));
    }

    private static String braced(String output) {
        return output.substring(output.indexOf('{'), output.lastIndexOf('}') + 1);
    }

    @OnPostgres
    void aFailureFailsTheBuildWithWhatToDo(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Files.writeString(
                project.resolve("prisma/migrations/20240115093000_init/migration.sql"),
                "CREATE TABLE a (id nonsense);");
        String failed = run(maven.run(project, null, "dev.refract:refract:deploy", "-Drefract.output=error.json"), 1);
        String offered = "mvn dev.refract:refract:resolve -Drefract.rolledBack=20240115093000_init";
        assertThat(failed)
                .contains("BUILD FAILURE", "P3018", "nonsense", offered)
                .doesNotContain("refract migrate", "PSQLException")
                .containsOnlyOnce("does not exist\n");
        assertThat(Files.readString(project.resolve("error.json"))).contains(offered);
        assertThat(run(maven.run(project, null, "refract:deploy"), 1))
                .contains("P3009", "mvn refract:resolve -Drefract.rolledBack=20240115093000_init");
        assertThat(run(maven.run(project, null, "refract:status", "-e"), 1))
                .contains("mvn refract:resolve -Drefract.rolledBack=20240115093000_init")
                .doesNotContain("Apply what is pending");
        assertThat(run(maven.run(project, null, "refract:resolve", "-Drefract.rolledBack=20240115093000_init"), 0))
                .contains("marked as rolled back");
    }

    @OnPostgres
    void whatIsDoubledIsShownToWhoAsksForDetails(TestDatabase database) throws Exception {
        Path project = project(
                "<url>" + database.url() + "</url><migrations>large</migrations>" + "<online>mode=always</online>");
        Path migration = Files.createDirectories(project.resolve("large/1_a"));
        Files.writeString(migration.resolve("migration.sql"), "CREATE UNIQUE INDEX a_n ON a (n);\n");
        Files.writeString(migration.resolve("down.sql"), "CREATE UNIQUE INDEX a_n ON a (n);\n");
        database.execute(
                "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT "
                        + "NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at "
                        + "TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL "
                        + "DEFAULT 0)");
        database.execute("CREATE TABLE a (n int)");
        database.execute("INSERT INTO a VALUES (1471108150), (1471108150)");
        assertThat(run(maven.run(project, null, "refract:deploy"), 1))
                .contains("values of (n) occur more than once")
                .doesNotContain("1471108150");
        assertThat(run(maven.run(project, null, "-X", "refract:deploy", "-Drefract.resume"), 1))
                .contains("n = 1471108150, count = 2");
        assertThat(run(maven.run(project, null, "-X", "refract:down", "-Drefract.failed"), 1))
                .contains("n = 1471108150, count = 2");
    }

    /** The goals that are offered are pasted. */
    @OnPostgres
    void whatIsOfferedKeepsTheProperties(TestDatabase database) throws Exception {
        Path project = project("");
        Path elsewhere = Files.move(project.resolve("prisma/migrations"), project.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("20240219160000_slugs/migration.sql"), "INSERT INTO nowhere VALUES (1);");
        String[] given = {
            "-Drefract.url=" + database.url(), "-Drefract.migrations=elsewhere", "-Drefract.to=20240219160000_slugs"
        };
        String failed = run(maven.run(project, null, with("refract:deploy", given)), 1);
        assertThat(failed)
                .contains("REFRACT_URL stands for the connection URL")
                .doesNotContain(":" + password(database) + "@");
        List<String> goals = failed.lines()
                .filter(line -> line.contains("    mvn refract:"))
                .map(line -> line.substring(line.indexOf("mvn refract:")))
                .toList();
        assertThat(goals)
                .containsExactly(
                        "mvn refract:resolve -Drefract.rolledBack=20240219160000_slugs -Drefract.url=\"$REFRACT_URL\""
                                + " -Drefract.migrations=elsewhere",
                        "mvn refract:deploy -Drefract.url=\"$REFRACT_URL\" -Drefract.migrations=elsewhere"
                                + " -Drefract.to=20240219160000_slugs");
        Files.writeString(elsewhere.resolve("20240219160000_slugs/migration.sql"), "CREATE TABLE slugs (id INT);");
        for (String goal : goals) {
            String[] typed = goal.replace("\"$REFRACT_URL\"", database.url()).split(" ");
            run(maven.run(project, null, List.of(typed).subList(1, typed.length).toArray(String[]::new)), 0);
        }
        assertThat(database.query("SELECT count(*) FROM slugs")).isEqualTo("0");

        assertThat(run(maven.run(project, null, "refract:status", given[0], "-Drefract.migrations=nowhere"), 1))
                .contains("There is no migrations folder", "(-Drefract.migrations, or REFRACT_MIGRATIONS)");
        assertThat(run(maven.run(project, null, "refract:status", "-Drefract.schema=nowhere"), 1))
                .contains("-Drefract.schema names it")
                .doesNotContain("--schema");
    }

    @Test
    void aGoalWaitsForADatabaseThatIsNotThereYet() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String nowhere = "-Drefract.url=postgresql://u@127.0.0.1:" + port + "/shop";
        assertThat(run(maven.run(project(""), null, "refract:deploy", nowhere, "-Drefract.waitForDatabase=2s"), 1))
                .contains("Waiting for it, 2.0 s at most.", "P1001", "nothing listens on that port");
        assertThat(run(maven.run(folder.resolve("blog"), null, "refract:deploy", nowhere), 1))
                .contains("P1001")
                .doesNotContain("Waiting for it");
        assertThat(run(maven.run(folder.resolve("blog"), null, "refract:deploy", "-Drefract.waitForDatabase=soon"), 1))
                .contains("refract.waitForDatabase is \"soon\"");
    }

    private static String[] with(String goal, String... more) {
        List<String> all = new ArrayList<>(List.of(goal));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @OnPostgres
    void aBaselineIsOneGoal(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Path output = project.resolve("result.json");
        assertThat(run(
                        maven.run(
                                project,
                                null,
                                "refract:resolve",
                                "-Drefract.appliedUpTo=20240205101112_comments",
                                "-Drefract.output=result.json"),
                        0))
                .contains("Migration 20240115093000_init marked as applied")
                .contains("Migration 20240205101112_comments marked as applied")
                .doesNotContain("slugs");
        assertThat(Files.readString(output)).contains("\"upTo\":\"20240205101112_comments\"");
        assertThat(database.query("SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL"))
                .isEqualTo("3");
        assertThat(run(maven.run(project, null, "refract:resolve", "-Drefract.appliedUpTo=nothing"), 1))
                .contains("P3017");
    }

    @OnPostgres
    void statusFailsOnWhatItIsTold(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        run(maven.run(project, null, "refract:deploy", "refract:status", "-Drefract.failOn=strict"), 0);
        Path script = project.resolve("prisma/migrations/20240115093000_init/migration.sql");
        Files.writeString(script, Files.readString(script) + "\n-- edited");
        assertThat(run(maven.run(project, null, "refract:status", "-Drefract.failOn=strict"), 1))
                .contains("20240115093000_init", "the folders are not what was applied");
        run(maven.run(project, null, "refract:status", "-Drefract.failOn=pending"), 0);
        assertThat(run(maven.run(project, null, "refract:status", "-Drefract.failOn=everything"), 1))
                .contains("nothing, pending or strict");
    }

    /** As the command line's, from a new folder to the way back. */
    @OnPostgres
    void dataMigrationsHaveGoals(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Files.createDirectories(folder.resolve("blog/prisma/data_migrations"));
        database.execute("CREATE TABLE users (id INT PRIMARY KEY, n INT NOT NULL);"
                + "INSERT INTO users SELECT i, 0 FROM generate_series(1, 1000) i");
        String made = run(
                maven.run(project, null, "refract:data-new", "-Drefract.name=Count it", "-Drefract.table=users"), 0);
        assertThat(made).contains("Created ");
        String name = made.replaceAll("(?s).*/data_migrations/(\\d+_count_it).*", "$1");
        Path data = project.resolve("prisma/data_migrations").resolve(name);
        Files.writeString(data.resolve("up.sql"), "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        Files.writeString(data.resolve("down.sql"), "UPDATE users SET n = n - 1 WHERE /* batch */ TRUE;\n");
        Files.writeString(data.resolve("verify.sql"), "SELECT count(*) FROM users WHERE n = 0;\n");
        String output = "-Drefract.output=result.json";
        Path result = project.resolve("result.json");

        assertThat(run(maven.run(project, null, "refract:data-status", output), 0))
                .contains(name + "  pending");
        assertThat(Files.readString(result)).startsWith("{\"result\":\"dataStatus\"");
        assertThat(Schemas.wrong(Files.readString(result))).isEmpty();
        assertThat(run(maven.run(project, null, "refract:data-verify", output), 1))
                .contains("1000 rows left", "mvn refract:data-status");
        assertThat(Schemas.wrong(Files.readString(result))).isEmpty();
        assertThat(run(maven.run(project, null, "refract:data-run", "-Drefract.all", "-Drefract.dryRun"), 0))
                .contains("Would run `" + name, "Key: (id)");
        assertThat(database.query("SELECT sum(n) FROM users")).isEqualTo("0");

        String[] throttled = {
            "refract:data-run",
            "-Drefract.names=" + name,
            "-Drefract.batchSize=100",
            "-Drefract.sleep=1ms",
            "-Drefract.throttleQuery=SELECT false",
            "-Drefract.window=00:00-23:59:59",
            "-Drefract.pauseFile=not-there",
            "-Drefract.maxTime=1ms",
            output
        };
        assertThat(run(maven.run(project, null, throttled), 1)).contains("was paused when its time was over");
        assertThat(Files.readString(result)).startsWith("{\"result\":\"data\"").contains("\"state\":\"paused\"");
        assertThat(Schemas.wrong(Files.readString(result))).isEmpty();
        throttled[7] = "-Drefract.maxTime=1h";
        assertThat(run(maven.run(project, null, throttled), 0)).contains("is done: 1000 rows in 10 batches");
        run(maven.run(project, null, "refract:data-verify"), 0);
        assertThat(run(maven.run(project, null, "refract:data-run", "-Drefract.all"), 0))
                .contains("All data migrations are done.");
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("1|1");

        Files.writeString(data.resolve("up.sql"), "UPDATE users SET n = n + 2 WHERE /* batch */ TRUE;\n");
        assertThat(run(maven.run(project, null, "refract:data-run", "-Drefract.all"), 1))
                .contains("was edited", "mvn refract:data-resolve -Drefract.restart -Drefract.name=" + name);
        Files.writeString(data.resolve("up.sql"), "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        String named = "-Drefract.name=" + name;
        assertThat(run(maven.run(project, null, "refract:data-down", named, "-Drefract.targetTime=200ms"), 0))
                .contains("is done: 1000 rows");
        assertThat(database.query("SELECT min(n), max(n) FROM users")).isEqualTo("0|0");
        assertThat(run(maven.run(project, null, "refract:data-pause", named), 1))
                .contains("does not run: it is pending", "mvn refract:data-status");
        assertThat(run(maven.run(project, null, "refract:data-resolve", named), 1))
                .contains("exactly one of", "mvn refract:data-resolve -Drefract.done -Drefract.name=NAME");
        assertThat(run(maven.run(project, null, "refract:data-resolve", named, "-Drefract.done", output), 0))
                .contains("is recorded as done");
        assertThat(Schemas.wrong(Files.readString(result))).isEmpty();
        assertThat(run(maven.run(project, null, "refract:data-resolve", named, "-Drefract.restart"), 0))
                .contains("begins at the first row");
        assertThat(run(maven.run(project, null, "refract:data-status"), 0)).contains(name + "  pending");
    }

    /** Nothing runs where it can't be throttled as it should. */
    @OnPostgres
    void whatThrottlesMustBeReadable(TestDatabase database) throws Exception {
        Path project = project("<url>" + database.url() + "</url>");
        Path data = Files.createDirectories(project.resolve("prisma/data_migrations/20260101000000_count"));
        Files.writeString(data.resolve("data.toml"), "table = \"users\"\n");
        Files.writeString(data.resolve("up.sql"), "UPDATE users SET n = n + 1 WHERE /* batch */ TRUE;\n");
        database.execute("CREATE TABLE users (id INT PRIMARY KEY, n INT NOT NULL); INSERT INTO users VALUES (1, 0)");
        String[][] wrong = {
            {"-Drefract.maxLoad=Threads_running=25", "-Drefract.throttleQuery=SQL"},
            {"-Drefract.window=night", "-Drefract.window=22:00-06:00"},
            {"-Drefract.maxLag=5s", "-Drefract.replica=URL"},
            {"-Drefract.replica=" + database.url(), "-Drefract.maxLag=DURATION"},
            {"-Drefract.replica=env:NOT_THERE", "no such variable"},
            {"-Drefract.batchSize=0", "-Drefract.batchSize"},
            {"-Drefract.sleep=long", "refract.sleep is \"long\""},
        };
        for (String[] one : wrong) {
            assertThat(run(maven.run(project, null, "refract:data-run", "-Drefract.all", one[0]), 1))
                    .as(one[0])
                    .contains(one[1]);
        }
        assertThat(run(
                        maven.run(
                                project,
                                null,
                                "refract:data-run",
                                "-Drefract.all",
                                "-Drefract.maxLag=5s",
                                "-Drefract.replica=" + database.url()),
                        1))
                .contains("the server is no replica");
        assertThat(run(maven.run(project, null, "refract:data-run"), 1))
                .contains("either refract.names or refract.all");
        assertThat(database.query("SELECT n FROM users")).isEqualTo("0");
    }

    @Test
    void noGoalIsBoundToAPhase() throws Exception {
        String descriptor = Files.readString(Path.of("target/classes/META-INF/maven/plugin.xml"));
        assertThat(descriptor).contains("<goalPrefix>refract</goalPrefix>").doesNotContain("<phase>");
    }

    private static String user(TestDatabase database) {
        return database.url().replaceFirst("^\\w+://([^:@]*).*", "$1");
    }

    private static String password(TestDatabase database) {
        return database.url().replaceFirst("^\\w+://[^:@]*:?([^@]*)@.*", "$1");
    }
}
