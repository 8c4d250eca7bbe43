package dev.refract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Program;
import dev.refract.testing.RefractProgram;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that should not get out, or should not do anything to who reads it. */
class HostileInputTest {

    private static final String URL = "postgresql://app:hunter2-Zq@127.0.0.1:1/shop";

    @TempDir
    private Path temporary;

    private record Result(int exit, String out, String err) {
        String all() {
            return out + err;
        }
    }

    // ---- secrets

    static Stream<List<String>> misplacedUrls() {
        return Stream.of(
                List.of(URL),
                List.of("migrate", URL),
                List.of("migrate", "deploy", URL),
                List.of("migrate", "deploy", "--ur1=" + URL),
                List.of("migrate", "deploy", "--ur1", URL),
                List.of("migrate", "deploy", "--schema", URL),
                List.of("migrate", "deploy", "--config", URL),
                List.of("migrate", "deploy", "--env-file", URL),
                List.of("migrate", "deploy", "--migrations", URL, "--url", "file:./x.db"),
                List.of("migrate", "deploy", "--to", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "deploy", "--lock-wait", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "deploy", "--resume-at", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "down", "--to", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "resolve", "--applied", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "resolve", "--rolled-back", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "generate-down", URL, "--url", "file:./x.db", "--migrations", "m"),
                List.of("migrate", "new", URL, "--migrations", "m"),
                List.of("migrate", "status", "--url", URL, "--migrations", "m"),
                List.of("migrate", "status", "--url", URL.replace("://", ":"), "--migrations", "m"),
                List.of("migrate", "status", "--url", "jdbc:" + URL, "--migrations", "m"),
                List.of("db", "execute", "--file", URL, "--url", "file:./x.db"));
    }

    @ParameterizedTest
    @MethodSource("misplacedUrls")
    void aUrlInTheWrongPlaceShowsNoPassword(List<String> arguments) throws IOException {
        List<String> placed = arguments.stream()
                .map(each -> each.equals("m") ? temporary.resolve("m").toString() : each)
                .map(each -> each.equals("file:./x.db") ? "file:" + temporary.resolve("x.db") : each)
                .toList();
        for (List<String> more : List.of(List.<String>of(), List.of("--json"), List.of("--verbose"))) {
            Result result = run(Stream.concat(placed.stream(), more.stream()).toArray(String[]::new));
            assertThat(result.all()).as(placed + " " + more).doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"env(\"%s\")", "env( \"%s\" )"})
    void aUrlWhereAVariablesNameBelongsIsSaid(String form) throws IOException {
        Files.writeString(temporary.resolve("schema.prisma"), """
                datasource db {
                  provider = "postgresql"
                  url      = %s
                }
                """.formatted(form.formatted(URL)));
        Result result = run(
                "migrate",
                "status",
                "--schema",
                temporary.resolve("schema.prisma").toString());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .contains("A connection string stands where the name of an environment variable belongs", "line 3")
                .contains("env(\"DATABASE_URL\")")
                .doesNotContain("hunter2", "is not set");
    }

    @Test
    void aUrlWhereAVariablesNameBelongsInTheConfiguration() throws IOException {
        for (String form : List.of("env('%s')", "process.env['%s']")) {
            Files.writeString(
                    temporary.resolve("prisma.config.ts"),
                    "import { defineConfig, env } from 'prisma/config'\n"
                            + "export default defineConfig({ datasource: { url: " + form.formatted(URL) + " } })\n");
            Result result = run(
                    "migrate", "status",
                    "--config", temporary.resolve("prisma.config.ts").toString(),
                    "--migrations", temporary.toString());
            assertThat(result.err())
                    .contains("A connection string stands where the name of an environment variable belongs")
                    .contains("line 2")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aUrlInAVariableOfRefractsOwnShowsNoPassword() {
        Program.Outcome outcome = RefractProgram.in(
                        temporary, "migrate", "deploy", "--url", "file:./x.db", "--migrations", "m")
                .with("REFRACT_LOCK_WAIT", URL)
                .run();
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("REFRACT_LOCK_WAIT").doesNotContain("hunter2");
    }

    @OnPostgres
    @OnMysql
    @OnSqlite
    void aScriptsCredentialsReachNeitherTheOutputNorTheLedger(TestDatabase database) throws Exception {
        write("1_copy", "CREATE TABLE copied (id INT);\nSELECT nonsense('" + URL + "') FROM nowhere;\n");
        Result deploy = run("migrate", "deploy", "--url", database.url(), "--migrations", temporary.toString());
        assertThat(deploy.exit()).isEqualTo(1);
        assertThat(deploy.all()).contains("app:***@127.0.0.1").doesNotContain("hunter2");
        Result status =
                run("migrate", "status", "--json", "--url", database.url(), "--migrations", temporary.toString());
        assertThat(status.all()).doesNotContain("hunter2");
        assertThat(database.query("SELECT logs FROM _prisma_migrations").toString())
                .doesNotContain("hunter2");
    }

    // ---- terminals

    @OnPostgres
    @OnMysql
    @OnSqlite
    void controlCharactersAreShown(TestDatabase database) throws Exception {
        String name = "1_\u001B[2J\u202Ename\rX";
        write(name, "CREATE TABLE t (id INT);\nSELECT '\u001B]52;c;aGk=\u0007' FROM \"no\u001B[31mwhere\";\n");
        Result deploy = run("migrate", "deploy", "--url", database.url(), "--migrations", temporary.toString());
        assertThat(deploy.exit()).isEqualTo(1);
        assertThat(deploy.all()).contains("1_\\u001B[2J\\u202Ename\\rX", "\\u001B]52;c;aGk=\\u0007");
        assertPrintable(deploy.all());
        for (String verb : List.of("status", "deploy", "down")) {
            assertPrintable(
                    run("migrate", verb, "--verbose", "--url", database.url(), "--migrations", temporary.toString())
                            .all());
        }
        Result json = run("migrate", "status", "--json", "--url", database.url(), "--migrations", temporary.toString());
        assertPrintable(json.all());
        String last = json.out().lines().reduce((a, b) -> b).orElseThrow();
        assertThat(JsonParser.parseString(last)
                        .getAsJsonObject()
                        .getAsJsonArray("migrations")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString())
                .as("the value is the name itself")
                .isEqualTo(name);
        assertThat(database.query("SELECT migration_name FROM _prisma_migrations")
                        .toString())
                .as("the ledger has the name itself")
                .contains(name);
    }

    private static void assertPrintable(String text) {
        assertThat(text.chars()
                        .filter(c -> c != '\n' && c != '\t')
                        .filter(c -> Character.getType(c) == Character.CONTROL || c == 0x202E)
                        .toArray())
                .as(text)
                .isEmpty();
    }

    @OnSqlite
    void aNameWithALineEndIsNoLineOfAMessage(TestDatabase database) throws Exception {
        String name = "20260101000000_a\nError: forged";
        Path migrations = temporary.resolve("migrations");
        Files.createDirectories(migrations.resolve("1_a"));
        Files.writeString(migrations.resolve("1_a/migration.sql"), "CREATE TABLE a (id INT);");
        String[] place = {"--url", database.url(), "--migrations", migrations.toString()};
        assertThat(run(Stream.concat(Stream.of("migrate", "deploy"), Stream.of(place))
                                .toArray(String[]::new))
                        .exit())
                .isZero();
        for (String[] verb : new String[][] {
            {"migrate", "resolve", "--applied", name},
            {"migrate", "resolve", "--rolled-back", name},
            {"migrate", "deploy", "--to", name},
            {"migrate", "down", "--to", name}
        }) {
            Result result = run(Stream.concat(Stream.of(verb), Stream.of(place)).toArray(String[]::new));
            assertThat(result.exit()).as(String.join(" ", verb)).isEqualTo(1);
            assertThat(result.all())
                    .as(String.join(" ", verb))
                    .contains("a\\nError: forged")
                    .doesNotContain("a\nError");
        }
    }

    @OnSqlite
    void adviceTiesANameThatLooksLikeAnOption(TestDatabase database) throws Exception {
        write("--help", "CREATE TABLE t (id INT);\nSELECT * FROM nowhere;\n");
        Result deploy = run("migrate", "deploy", "--url", database.url(), "--migrations", temporary.toString());
        assertThat(deploy.err()).contains("refract migrate resolve --rolled-back=--help");
        Result resolve = run(
                "migrate",
                "resolve",
                "--rolled-back=--help",
                "--url",
                database.url(),
                "--migrations",
                temporary.toString());
        assertThat(resolve).isEqualTo(new Result(0, resolve.out(), ""));
        assertThat(resolve.out()).contains("Migration --help marked as rolled back.");
    }

    // ---- depth and length

    @ParameterizedTest
    @ValueSource(strings = {"[", "(", "{ a: ", "f(", "`${", "a.b(", "[[", "({ a: ["})
    void deepNestingInTheConfigurationIsAnErrorWithALine(String open) throws IOException {
        Files.writeString(
                temporary.resolve("prisma.config.ts"),
                "export default {\n  datasource: {\n    url: " + open.repeat(3000) + "1");
        assertErrorWithLine();
        String close = new StringBuilder(open)
                .reverse()
                .toString()
                .replaceAll("[^\\[({$`]", "")
                .replace('[', ']')
                .replace('(', ')')
                .replace('{', '}')
                .replace("$", "");
        Files.writeString(
                temporary.resolve("prisma.config.ts"),
                "export default {\n  datasource: {\n    url: " + open.repeat(3000) + "1" + close.repeat(3000)
                        + "\n}}\n");
        assertErrorWithLine();
    }

    @Test
    void longChainsInTheConfigurationAreAnErrorWithALine() throws IOException {
        for (String chain :
                List.of("a" + ".b".repeat(50_000), "a" + " ?? b".repeat(50_000), "a" + "()".repeat(50_000))) {
            Files.writeString(
                    temporary.resolve("prisma.config.ts"),
                    "const x = 1\nexport default { datasource: { url: " + chain + " } }\n");
            assertErrorWithLine();
        }
    }

    @Test
    void manyImportsAreReadOnce() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("import './m").append(i).append("'\n");
        }
        Files.writeString(
                temporary.resolve("prisma.config.ts"),
                text + "export default { datasource: { url: process.env.X } }\n");
        long start = System.nanoTime();
        assertErrorWithLine();
        assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    }

    private void assertErrorWithLine() {
        Program.Outcome outcome = RefractProgram.in(temporary, "migrate", "status", "--migrations", "m")
                .run();
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains("prisma.config.ts line ").doesNotContain("\tat ");
        assertThat(outcome.err().lines().count()).isLessThan(10);
    }

    @Test
    void aChainOfReferencesIsAnErrorWithALine() throws IOException {
        StringBuilder chain = new StringBuilder("V0=end\n");
        for (int i = 1; i <= 20_000; i++) {
            chain.append("V").append(i).append("=${V").append(i - 1).append("}\n");
        }
        StringBuilder doubling = new StringBuilder("V0=\n");
        for (int i = 1; i <= 80; i++) {
            doubling.append("V")
                    .append(i)
                    .append("=${V")
                    .append(i - 1)
                    .append("}${V")
                    .append(i - 1)
                    .append("}\n");
        }
        for (CharSequence text : List.of(chain, doubling)) {
            Files.writeString(temporary.resolve("x.env"), text);
            Result result = run(
                    "migrate",
                    "status",
                    "--env-file",
                    temporary.resolve("x.env").toString(),
                    "--url",
                    "file:" + temporary.resolve("x.db"),
                    "--migrations",
                    temporary.toString());
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("x.env is not valid: the variable on line ");
        }
    }

    @Test
    void aScriptNestedTooDeeplyEndsWithASentence() throws IOException {
        write("1_deep", "SELECT " + "(".repeat(2_000_000) + "1" + ")".repeat(2_000_000) + ";\n");
        Program.Outcome outcome = RefractProgram.in(
                        temporary, "migrate", "generate-down", "--url", "file:./x.db", "--migrations", ".")
                .run();
        assertThat(outcome.err()).doesNotContain("\tat ", "StackOverflowError");
    }

    @Test
    void aLongValueIsCut() {
        Result result = run("migrate", "deploy", "--resume-at", "9".repeat(100_000));
        assertThat(result.err().length()).isLessThan(20_000);
    }

    // ---- what the tests above share

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(arguments)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Result(exit, out.toString(), err.toString());
    }

    private void write(String name, String script) throws IOException {
        Files.createDirectories(temporary.resolve(name));
        Files.writeString(temporary.resolve(name).resolve("migration.sql"), script);
    }
}
