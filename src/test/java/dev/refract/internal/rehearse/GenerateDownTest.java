package dev.refract.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Scratch;
import dev.refract.internal.migrate.Project;
import dev.refract.internal.schema.script.DownScript;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownOptions.Named;
import dev.refract.migrate.GenerateDownOptions.Pending;
import dev.refract.migrate.GenerateDownResult;
import dev.refract.migrate.GenerateDownResult.DownFile;
import dev.refract.migrate.GenerateDownResult.Outcome;
import dev.refract.migrate.Leftover;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.migrate.StatusResult;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.Folders;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class GenerateDownTest {

    private static final GenerateDownOptions ALL = GenerateDownOptions.DEFAULT.force(true);

    @TempDir
    Path temp;

    @OnEveryDatabase
    void aRealProjectGetsItsWaysBack(TestDatabase database) throws IOException {
        Path folder = Folders.copy(Fixture.of(database.kind()).migrations(), temp.resolve("migrations"));
        List<String> names = Fixture.of(database.kind()).names();

        GenerateDownResult result = refract(database, folder).generateDown(ALL);

        assertThat(result.files()).extracting(DownFile::migration).isEqualTo(names);
        for (DownFile file : result.files()) {
            assertThat(file.outcome())
                    .as(file.migration() + "\n" + file.text() + file.remains())
                    .isIn(Outcome.VERIFIED, Outcome.UNFINISHED);
            assertThat(Files.readString(folder.resolve(file.migration()).resolve("down.sql")))
                    .isEqualTo(file.text())
                    .startsWith(DownScript.HEADER);
        }
    }

    @OnPostgres
    void whatIsThereIsNotWrittenOver(TestDatabase database) throws IOException {
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (id integer);")
                .migration("2_b", "CREATE TABLE b (id integer);")
                .write("1_a/down.sql", "-- irreversible\n")
                .write("2_b/down.sql", "\n");

        assertThat(project.refract().generateDown(GenerateDownOptions.DEFAULT).files())
                .extracting(DownFile::migration)
                .containsExactly("2_b");
        assertThat(Files.readString(temp.resolve("1_a/down.sql"))).isEqualTo("-- irreversible\n");
        assertThatThrownBy(() ->
                        project.refract().generateDown(GenerateDownOptions.DEFAULT.which(new Named(List.of("1_a")))))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("--force")
                .hasMessageContaining("1_a");
        GenerateDownResult forced = project.refract()
                .generateDown(GenerateDownOptions.DEFAULT
                        .which(new Named(List.of("1_a")))
                        .force(true));
        assertThat(forced.isGood()).isTrue();
        assertThat(Files.readString(temp.resolve("1_a/down.sql"))).contains("DROP TABLE a;");
    }

    @OnPostgres
    void onlyShowingWritesNothing(TestDatabase database) {
        Project project = new Project(temp, database).migration("1_a", "CREATE TABLE a (id integer);");

        GenerateDownResult result = project.refract()
                .generateDown(GenerateDownOptions.DEFAULT
                        .which(new Named(List.of("1_a")))
                        .write(false));

        assertThat(result.files().get(0).text()).contains("DROP TABLE a;");
        assertThat(temp.resolve("1_a/down.sql")).doesNotExist();
    }

    @OnEveryDatabase
    void pendingIsWhatTheDatabaseDoesNotHave(TestDatabase database) {
        Project project = new Project(temp, database).migration("1_a", "CREATE TABLE a (id integer);");
        project.configure()
                .lockWait(Duration.ofMinutes(2))
                .build()
                .deploy(); // a MySQL server has one lock for all databases
        project.migration("2_b", "CREATE TABLE b (id integer);");

        GenerateDownResult result = project.refract().generateDown(GenerateDownOptions.DEFAULT.which(new Pending()));

        assertThat(result.files()).extracting(DownFile::migration).containsExactly("2_b");
        assertThat(result.isGood()).isTrue();
        assertThat(project.refract().status().names(StatusResult.State.PENDING)).containsExactly("2_b");
    }

    @OnEveryDatabase
    void whatDoesNotComeBackExactlySaysSo(TestDatabase database) throws IOException {
        // Rows that a migration adds to a table of before stay there, so the migration can't run a second time.
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (id integer PRIMARY KEY);")
                .migration("2_b", "INSERT INTO a VALUES (1); CREATE TABLE b (id integer);")
                .migration("3_c", "CREATE TABLE c (id integer);");

        GenerateDownResult result = project.refract().generateDown(GenerateDownOptions.DEFAULT);

        assertThat(result.files())
                .extracting(DownFile::outcome)
                .containsExactly(Outcome.VERIFIED, Outcome.NOT_VERIFIED, Outcome.VERIFIED);
        assertThat(result.isGood()).isFalse();
        String text = Files.readString(temp.resolve("2_b/down.sql"));
        assertThat(text)
                .contains(
                        "statement 1 of the migration added rows, which stay: INSERT INTO a VALUES (1);",
                        "\n-- refract: NOT VERIFIED\n",
                        "does not run again");
        assertThat(text.lines().dropWhile(line -> !line.contains("NOT VERIFIED")))
                .allMatch(line -> line.startsWith("--"));
    }

    @OnEveryDatabase
    void aRenamingIsSeenThoughTheTrialBeforeItMadeTheTableAnew(TestDatabase database) {
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (id integer, b integer);")
                .migration("2_b", "ALTER TABLE a RENAME COLUMN b TO c;")
                .migration("3_c", "ALTER TABLE a ADD COLUMN d integer;")
                .migration("4_d", "ALTER TABLE a RENAME COLUMN d TO e;")
                .migration("5_e", "CREATE TABLE f (id integer);")
                .migration("6_f", "ALTER TABLE f RENAME TO g;");

        List<DownFile> files =
                project.refract().generateDown(GenerateDownOptions.DEFAULT).files();

        assertThat(files).extracting(DownFile::outcome).containsOnly(Outcome.VERIFIED);
        for (int renaming : List.of(1, 3, 5)) {
            assertThat(files.get(renaming).text()).contains("RENAME ").doesNotContain("DROP ");
        }
    }

    @OnEveryDatabase
    void rowsThatTheTrialAddsTwiceAreNotInTheWayOfWhatFollows(TestDatabase database) {
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (b integer);")
                .migration("2_b", "INSERT INTO a VALUES (1);\nALTER TABLE a ADD COLUMN c integer;")
                .migration("3_c", "CREATE UNIQUE INDEX a_b ON a (b);");

        assertThat(project.refract().generateDown(GenerateDownOptions.DEFAULT).files())
                .extracting(DownFile::outcome)
                .containsOnly(Outcome.VERIFIED)
                .hasSize(3);

        List<RehearseResult.Rehearsed> rehearsed = project.refract()
                .rehearse(RehearseOptions.DEFAULT.which(new RehearseOptions.All()))
                .migrations();
        assertThat(rehearsed)
                .extracting(RehearseResult.Rehearsed::outcome)
                .containsOnly(RehearseResult.Outcome.PROVED)
                .hasSize(3);
    }

    @OnEveryDatabase
    void onlyRowsAreAPersonsWork(TestDatabase database) {
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (id integer PRIMARY KEY);")
                .migration("2_b", "UPDATE a SET id = id + 1;");

        DownFile file = project.refract()
                .generateDown(GenerateDownOptions.DEFAULT)
                .files()
                .get(1);

        assertThat(file.outcome()).isEqualTo(Outcome.UNFINISHED);
        assertThat(DownScript.hasTodo(file.text())).isTrue();
    }

    @OnPostgres
    void aMigrationThatDoesNotRunIsNamed(TestDatabase database) {
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (id integer);")
                .migration("2_b", "ALTER TABLE nowhere ADD x integer;");

        assertThatThrownBy(() -> project.refract().generateDown(GenerateDownOptions.DEFAULT))
                .isInstanceOf(RefractException.class)
                .hasMessageContaining("2_b")
                .hasMessageContaining("nowhere")
                .hasMessageContaining("scratch");
    }

    @OnEveryDatabase
    void noScratchDatabaseIsLeftBehind(TestDatabase database) {
        Project project = new Project(temp, database)
                .migration("1_a", "CREATE TABLE a (id integer);")
                .migration("2_b", "NONSENSE;");
        DatabaseUrl url = DatabaseUrl.parse(database.url(), temp);

        assertThatThrownBy(() -> project.refract().generateDown(GenerateDownOptions.DEFAULT))
                .isInstanceOf(RefractException.class);

        // Of other tests there may be some in use, of this process none.
        assertThat(Scratch.leftovers(url, Optional.empty()))
                .extracting(Leftover::name)
                .noneMatch(name -> name.contains("_" + ProcessHandle.current().pid() + "_"));
    }

    private static Refract refract(TestDatabase database, Path migrations) {
        return Refract.configure()
                .url(database.url())
                .migrations(migrations)
                .environment(Map.of())
                .workingFolder(migrations)
                .build();
    }
}
