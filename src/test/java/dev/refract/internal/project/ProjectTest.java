package dev.refract.internal.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectTest {

    @TempDir
    Path temp;

    Workspace project;

    @BeforeEach
    void realPath() throws IOException {
        // A package.json of its own, so that one above the temporary folder does not count.
        project = new Workspace(temp.toRealPath()).file("package.json", "{}");
    }

    private static void assertProblem(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Code code, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefractException.class, e -> {
            assertThat(e.code()).contains(code);
            assertThat(e.getMessage()).contains(parts);
        });
    }

    // Where the schema and the migrations are

    @Test
    void schemaInThePrismaFolderWinsOverOneBesideIt() {
        project.schema("postgresql", "url = \"postgresql://h/a\"")
                .file("schema.prisma", Workspace.block("mysql", "url = \"mysql://h/b\""));
        Project found = project.find();
        assertThat(found.schema()).contains(project.folder().resolve("prisma/schema.prisma"));
        assertThat(found.migrations()).isEqualTo(project.folder().resolve("prisma/migrations"));
        assertThat(found.url().database()).isEqualTo("a");
        assertThat(found.dialect()).isEqualTo(Dialect.POSTGRESQL);
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void schemaInTheWorkingFolder() {
        project.file("schema.prisma", Workspace.block("mysql", "url = \"mysql://h/b\""));
        assertThat(project.find().migrations()).isEqualTo(project.folder().resolve("migrations"));
        assertThat(project.find().url().dialect()).isEqualTo(Dialect.MYSQL);
    }

    @Test
    void packageJsonNamesTheSchemaAndTheSeed() {
        project.file(
                        "package.json",
                        "{\"name\": \"x\", \"prisma\": {\"schema\": \"db/main.prisma\", \"seed\": \"node seed.js\"}}")
                .file("db/main.prisma", Workspace.block("sqlite", "url = \"file:dev.db\""))
                .schema("mysql", "url = \"mysql://h/b\"");
        Project found = project.find();
        assertThat(found.schema()).contains(project.folder().resolve("db/main.prisma"));
        assertThat(found.url().file()).isEqualTo(project.folder().resolve("db/dev.db"));
        assertThat(found.seed()).contains("node seed.js");
    }

    @Test
    void packageJsonInAFolderAboveCounts() {
        project.file("package.json", "{\"prisma\": {\"schema\": \"db/main.prisma\"}}")
                .file("db/main.prisma", Workspace.block("sqlite", "url = \"file:dev.db\""))
                .file("src/deep/x.txt", "");
        Project found = Project.find(ProjectOptions.in(project.folder().resolve("src/deep"), project.environment()));
        assertThat(found.schema()).contains(project.folder().resolve("db/main.prisma"));
    }

    @Test
    void flagWinsOverConfigOverPackageJson() {
        project.file("package.json", "{\"prisma\": {\"schema\": \"p.prisma\"}}")
                .file("prisma.config.ts", "export default { schema: 'c.prisma' }")
                .file("p.prisma", Workspace.block("sqlite", "url = \"file:p.db\""))
                .file("c.prisma", Workspace.block("sqlite", "url = \"file:c.db\""))
                .file("f.prisma", Workspace.block("sqlite", "url = \"file:f.db\""));
        assertThat(project.find().url().file()).hasFileName("c.db");
        assertThat(Project.find(project.options().withSchema(Path.of("f.prisma")))
                        .url()
                        .file())
                .hasFileName("f.db");
    }

    @Test
    void schemaFolderIsSearchedRecursively() {
        project.file("prisma/schema/models/user.prisma", "model User {\n  id Int @id\n}\n")
                .file("prisma/schema/base/main.prisma", Workspace.block("postgresql", "url = \"postgresql://h/a\""))
                .file("prisma/schema/notes.txt", Workspace.block("mysql"));
        Project found = Project.find(project.options().withSchema(Path.of("prisma/schema")));
        assertThat(found.schema()).contains(project.folder().resolve("prisma/schema/base/main.prisma"));
        assertThat(found.migrations()).isEqualTo(project.folder().resolve("prisma/schema/base/migrations"));
    }

    @Test
    void schemaFolderNeedsExactlyOneDatasource() {
        project.file("s/a.prisma", Workspace.block("postgresql"))
                .file("s/b/b.prisma", "\n" + Workspace.block("postgresql"))
                .file("none/a.prisma", "");
        assertProblem(
                () -> Project.find(project.options().withSchema(Path.of("s"))),
                Code.P1012,
                "2 datasource blocks",
                "s/a.prisma line 1",
                "s/b/b.prisma line 2");
        assertProblem(
                () -> Project.find(project.options().withSchema(Path.of("none"))), Code.P1012, "no datasource block");
    }

    @Test
    void whatIsNamedMustExist() {
        assertProblem(
                () -> Project.find(project.options().withSchema(Path.of("x.prisma"))),
                Code.P1012,
                "x.prisma",
                "--schema");
        assertProblem(
                () -> Project.find(project.options().withConfig(Path.of("x.ts"))), Code.P1012, "x.ts", "--config");
        assertProblem(
                () -> Project.find(project.options().withEnvFile(Path.of("x.env"))), Code.P1012, "x.env", "--env-file");
        project.file("package.json", "{\"prisma\": {\"schema\": \"gone.prisma\"}}");
        assertProblem(project::find, Code.P1012, "gone.prisma", "package.json");
    }

    @Test
    void urlAndMigrationsAloneAreEnough() {
        Project found = Project.find(project.options().withUrl("mysql://h/b").withMigrations(Path.of("m")));
        assertThat(found.schema()).isEmpty();
        assertThat(found.dialect()).isEqualTo(Dialect.MYSQL);
        assertThat(found.migrations()).isEqualTo(project.folder().resolve("m"));
    }

    @Test
    void withoutASchemaTheErrorNamesAllPlaces() {
        Project found = project.find();
        assertProblem(
                found::migrations,
                Code.P1012,
                "prisma/schema.prisma",
                project.folder().resolve("schema.prisma").toString(),
                "package.json",
                "prisma.config.ts",
                ".config",
                "--schema",
                "--migrations");
        assertProblem(found::url, Code.P1012, "prisma/schema.prisma", "--url");
        assertProblem(found::dialect, Code.P1012, "--url");
    }

    // The connection URL

    @Test
    void urlOfAVariable() {
        project.schema("postgresql", "url = env(\"DATABASE_URL\")").set("DATABASE_URL", "postgresql://h/real");
        assertThat(project.find().url().database()).isEqualTo("real");
    }

    @Test
    void missingVariableIsAnErrorOnlyWhenTheUrlIsAskedFor() {
        project.schema("postgresql", "url = env(\"DATABASE_URL\")");
        Project found = project.find();
        assertThat(found.migrations()).isEqualTo(project.folder().resolve("prisma/migrations"));
        assertThat(found.dialect()).isEqualTo(Dialect.POSTGRESQL);
        assertProblem(
                found::url,
                Code.P1012,
                "The environment variable DATABASE_URL is not set (prisma/schema.prisma line 3).",
                "--url");
        project.set("DATABASE_URL", "");
        assertProblem(project.find()::url, Code.P1012, "DATABASE_URL is empty");
    }

    @Test
    void directUrlWinsOverUrl() {
        project.schema(
                        "postgresql",
                        "url = env(\"POOLED\")",
                        "directUrl = env(\"DIRECT\")",
                        "shadowDatabaseUrl = env(\"SHADOW\")")
                .set("DIRECT", "postgresql://h/direct")
                .set("SHADOW", "postgresql://h/shadow");
        assertThat(project.find().url().database()).isEqualTo("direct");
        assertThat(project.find().shadow())
                .hasValueSatisfying(url -> assertThat(url.database()).isEqualTo("shadow"));
    }

    @Test
    void flagWinsOverAllAndResolvesAgainstTheWorkingFolder() {
        project.schema("sqlite", "url = \"file:./dev.db\"")
                .file("prisma.config.ts", "export default { datasource: { url: 'file:c.db' } }");
        assertThat(Project.find(project.options().withUrl("file:./x.db")).url().file())
                .isEqualTo(project.folder().resolve("x.db"));
        assertThat(project.find().url().file()).isEqualTo(project.folder().resolve("c.db"));
    }

    @Test
    void sqliteOfTheSchemaResolvesAgainstItsFolder() {
        project.schema("sqlite", "url = \"file:./dev.db\"");
        assertThat(project.find().url().file()).isEqualTo(project.folder().resolve("prisma/dev.db"));
    }

    @Test
    void urlOfAnotherDatabaseThanTheProvider() {
        project.schema("mysql", "url = \"postgresql://u:secret@h/a\"");
        assertThatThrownBy(project.find()::url)
                .hasMessageContainingAll("P1013", "postgresql", "mysql")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cockroachdb", "sqlserver", "mongodb", "oracle"})
    void unsupportedProviders(String provider) {
        project.schema(provider, "url = \"x\"");
        assertProblem(
                project::find, Code.P1012, "\"" + provider + "\"", "prisma/schema.prisma line 2", "not supported");
    }

    @Test
    void aliasOfPostgresql() {
        project.schema("postgres", "url = \"postgres://h/a\"");
        assertThat(project.find().dialect()).isEqualTo(Dialect.POSTGRESQL);
    }

    @Test
    void warningsOfTheUrlAreTheProjects() {
        project.schema("postgresql", "url = \"postgresql://h/a?colour=red\"");
        assertThat(project.find().warnings()).singleElement().asString().contains("`colour`");
    }

    @Test
    void secretsAreNotShown() {
        project.schema("postgresql", "url = env(\"U\")").set("U", "postgresql://u:hunter2@h/a");
        assertThat(project.find().toString()).doesNotContain("hunter2");
        assertThat(project.options().withUrl("postgresql://u:hunter2@h/a").toString())
                .doesNotContain("hunter2");
    }

    // Reading the schema

    @Test
    void onlyTheRealDatasourceCounts() {
        project.file("prisma/schema.prisma", """
                \uFEFF// datasource a { provider = "mysql" }
                /* datasource b {
                  provider = "mysql"
                } */
                /// datasource c {
                model datasource {
                  id   Int    @id
                  text String @default("datasource d { provider = \\"mysql\\" }") // {
                }
                generator client {
                  provider = "prisma-client-js"
                }
                datasource db {
                  provider     = "postgresql" // the "kind
                  /* url = "mysql://h/wrong" */
                  url          =
                    "postgresql://h/\\u0061\\"b"
                  schemas      = ["one", "two"]
                  relationMode = "prisma"
                  extensions   = [postgis(version: "2.1")]
                }
                """.replace("\n", "\r\n"));
        assertThat(project.find().url().database()).isEqualTo("a\"b");
    }

    @Test
    void brokenBlocksNameFileAndLine() {
        project.file("prisma/schema.prisma", "\ndatasource db {\n  provider \"x\"\n}\n");
        assertProblem(project::find, Code.P1012, "schema.prisma", "line 3", "`=`");
        project.file("prisma/schema.prisma", "datasource db {\n  provider = \"mysql\n}\n");
        assertProblem(project::find, Code.P1012, "line 2", "not closed");
        project.file("prisma/schema.prisma", "datasource db {\n  provider = \"mysql\"\n");
        assertProblem(project::find, Code.P1012, "not closed");
        project.file("prisma/schema.prisma", "datasource db {\n  provider = env(\"P\")\n}\n");
        assertProblem(project::find, Code.P1012, "line 2", "written as a string");
        project.file("prisma/schema.prisma", "datasource db {\n url = \"mysql://h/b\" \n}\n");
        assertProblem(project::find, Code.P1012, "line 1", "needs a provider");
    }

    @Test
    void notUtf8() {
        project.file(
                "prisma/schema.prisma",
                "datasource db { provider = \"ünicode\" }".getBytes(StandardCharsets.ISO_8859_1));
        assertProblem(project::find, Code.P1012, "schema.prisma", "not UTF-8");
    }

    // Files of variables

    @Test
    void realVariablesThenWorkingFolderThenBesideTheSchema() {
        project.schema("postgresql", "url = env(\"U\")")
                .file("prisma/.env", "U=postgresql://h/beside\nONLY=beside")
                .file(".env", "U=postgresql://h/working");
        assertThat(project.find().url().database()).isEqualTo("working");
        assertThat(project.find().environment()).containsEntry("ONLY", "beside");
        assertThat(project.set("U", "postgresql://h/real").find().url().database())
                .isEqualTo("real");
    }

    @Test
    void besideTheSchemaFolder() {
        project.file("db/main.prisma", Workspace.block("postgresql", "url = env(\"U\")"))
                .file("db/.env", "U=postgresql://h/beside");
        assertThat(Project.find(project.options().withSchema(Path.of("db")))
                        .url()
                        .database())
                .isEqualTo("beside");
    }

    @Test
    void besideTheFolderOfASchemaFolder() {
        project.file("prisma/schema/main.prisma", Workspace.block("postgresql", "url = env(\"U\")"))
                .file("prisma/.env", "U=postgresql://h/beside")
                .file("prisma/schema/.env", "U=postgresql://h/in");
        assertThat(Project.find(project.options().withSchema(Path.of("prisma/schema")))
                        .url()
                        .database())
                .isEqualTo("beside");
    }

    @Test
    void inThePrismaFolderOfAProjectWhoseSchemaIsElsewhere() {
        project.file("db/main.prisma", Workspace.block("postgresql", "url = env(\"U\")"))
                .file("prisma/.env", "U=postgresql://h/prisma");
        assertThat(Project.find(project.options().withSchema(Path.of("db/main.prisma")))
                        .url()
                        .database())
                .isEqualTo("prisma");
    }

    @Test
    void besideThePackageOfASubfolder() {
        project.file("package.json", "{}")
                .file(".env", "U=postgresql://h/root")
                .file("app/.env", "U=postgresql://h/app\nONLY=app")
                .file("app/prisma/schema.prisma", Workspace.block("postgresql", "url = env(\"U\")"));
        Project found = Project.find(ProjectOptions.in(project.folder().resolve("app"), project.environment()));
        assertThat(found.url().database()).isEqualTo("root");
        assertThat(found.environment()).containsEntry("ONLY", "app");
    }

    @Test
    void namedFileIsTheOnlyOne() {
        project.schema("postgresql", "url = env(\"U\")")
                .file(".env", "U=postgresql://h/working\nOTHER=1")
                .file("ci.env", "U=postgresql://h/ci");
        Project found = Project.find(project.options().withEnvFile(Path.of("ci.env")));
        assertThat(found.url().database()).isEqualTo("ci");
        assertThat(found.environment()).doesNotContainKey("OTHER");
        assertProblem(() -> Project.find(project.options().withoutEnvFile()).url(), Code.P1012, "U is not set");
    }

    @Test
    void withAConfigurationFileOnlyItsImportLoadsVariables() {
        project.schema("postgresql", "url = env(\"U\")")
                .file(".env", "U=postgresql://h/working")
                .file("prisma.config.ts", "export default {}");
        assertProblem(project.find()::url, Code.P1012, "U is not set");
        project.file("prisma.config.ts", "import 'dotenv/config'\nexport default {}");
        assertThat(project.find().url().database()).isEqualTo("working");
        assertProblem(Project.find(project.options().withoutEnvFile())::url, Code.P1012, "U is not set");
        assertThat(Project.find(project.file("ci.env", "U=postgresql://h/ci")
                                .options()
                                .withEnvFile(Path.of("ci.env")))
                        .url()
                        .database())
                .isEqualTo("ci");
    }

    @Test
    void packageJsonThatIsNotJson() {
        project.file("package.json", "{\"prisma\": ").schema("postgresql", "url = \"postgresql://h/a\"");
        assertProblem(project::find, Code.P1012, "package.json", "JSON");
        assertThat(Project.find(project.options().withSchema(Path.of("prisma")))
                        .url()
                        .database())
                .isEqualTo("a");
    }
}
