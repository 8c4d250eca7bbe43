package dev.refract.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.StatusResult;
import dev.refract.migrate.StatusResult.State;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.Fixture;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.Prisma;
import dev.refract.testing.Program;
import dev.refract.testing.TestDatabase;
import dev.refract.testing.WithPrisma;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Refract and the real Prisma CLI take turns on one database; another, which Prisma alone works on, shows what must
 * come of it.
 */
@WithPrisma
class InteropTest {

    private static final String FAILING = "20990101000000_failing";

    @TempDir
    private Path temporary;

    // ---- deploy

    @OnPostgres
    @OnSqlite
    void refractLeavesWhatPrismaLeaves(Prisma prisma, TestDatabase ours, TestDatabase theirs) throws SQLException {
        Path migrations = Fixture.of(ours.kind()).migrations();
        refract(ours, migrations).deploy();
        succeeds(prisma.migrate(theirs, migrations, "deploy"));

        assertSame(ours, theirs);
        assertUpToDate(prisma.migrate(ours, migrations, "status"));
        assertThat(succeeds(prisma.migrate(ours, migrations, "deploy")).out())
                .contains("No pending migrations to apply.");
        assertThat(refract(theirs, migrations).status().upToDate()).isTrue();
        assertThat(refract(theirs, migrations).deploy().applied()).isEmpty();
        assertThat(refract(theirs, migrations).drift().differences()).isEmpty();
    }

    @OnPostgres
    @OnSqlite
    void refractGoesOnWherePrismaStopped(Prisma prisma, TestDatabase shared, TestDatabase theirs) throws SQLException {
        Fixture fixture = Fixture.of(shared.kind());
        succeeds(prisma.migrate(shared, half(fixture), "deploy"));
        List<String> rest = secondHalf(fixture);
        assertThat(refract(shared, fixture.migrations()).status().names(State.PENDING))
                .isEqualTo(rest);

        assertThat(refract(shared, fixture.migrations()).deploy().applied()).isEqualTo(rest);

        succeeds(prisma.migrate(theirs, fixture.migrations(), "deploy"));
        assertSame(shared, theirs);
        assertUpToDate(prisma.migrate(shared, fixture.migrations(), "status"));
    }

    @OnPostgres
    @OnSqlite
    void prismaGoesOnWhereRefractStopped(Prisma prisma, TestDatabase shared, TestDatabase theirs) throws SQLException {
        Fixture fixture = Fixture.of(shared.kind());
        refract(shared, half(fixture)).deploy();
        assertThat(fails(prisma.migrate(shared, fixture.migrations(), "status")))
                .contains(secondHalf(fixture));

        succeeds(prisma.migrate(shared, fixture.migrations(), "deploy"));

        succeeds(prisma.migrate(theirs, fixture.migrations(), "deploy"));
        assertSame(shared, theirs);
        assertThat(refract(shared, fixture.migrations()).status().upToDate()).isTrue();
    }

    @OnPostgres
    @OnSqlite
    void bothRefuseTablesWithoutALedger(Prisma prisma, TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE legacy (id INTEGER NOT NULL PRIMARY KEY)");
        Path migrations = Fixture.of(database.kind()).migrations();
        assertCode(Code.P3005, () -> refract(database, migrations).deploy());
        assertThat(fails(prisma.migrate(database, migrations, "deploy"))).contains("P3005");
    }

    // ---- a migration that fails, and what becomes of it

    @OnPostgres
    @OnSqlite
    void refractResolvesWhatFailedInPrisma(Prisma prisma, TestDatabase shared, TestDatabase theirs)
            throws SQLException, IOException {
        Path migrations = withFailing(shared);
        fails(prisma.migrate(shared, migrations, "deploy"));
        assertThat(refract(shared, migrations).status().names(State.FAILED)).containsExactly(FAILING);
        assertCode(Code.P3009, () -> refract(shared, migrations).deploy());

        refract(shared, migrations).resolveRolledBack(FAILING);
        assertThat(refract(shared, migrations).status().names(State.ROLLED_BACK))
                .containsExactly(FAILING);
        fix(migrations);
        assertThat(refract(shared, migrations).deploy().applied()).containsExactly(FAILING);

        prismaAlone(prisma, theirs, migrations, "--rolled-back");
        assertSame(shared, theirs);
        assertUpToDate(prisma.migrate(shared, migrations, "status"));
    }

    @OnPostgres
    @OnSqlite
    void prismaResolvesWhatFailedInRefract(Prisma prisma, TestDatabase shared, TestDatabase theirs)
            throws SQLException, IOException {
        Path migrations = withFailing(shared);
        assertCode(Code.P3018, () -> refract(shared, migrations).deploy());
        assertThat(fails(prisma.migrate(shared, migrations, "status"))).contains(FAILING);
        assertThat(fails(prisma.migrate(shared, migrations, "deploy"))).contains("P3009", FAILING);

        succeeds(prisma.migrate(shared, migrations, "resolve", "--rolled-back", FAILING));
        fix(migrations);
        succeeds(prisma.migrate(shared, migrations, "deploy"));

        prismaAlone(prisma, theirs, migrations, "--rolled-back");
        assertSame(shared, theirs);
        assertThat(refract(shared, migrations).status().upToDate()).isTrue();
    }

    @OnPostgres
    @OnSqlite
    void refractMarksAsAppliedWhatFailedInPrisma(Prisma prisma, TestDatabase shared, TestDatabase theirs)
            throws SQLException, IOException {
        Path migrations = withFailing(shared);
        fails(prisma.migrate(shared, migrations, "deploy"));
        refract(shared, migrations).resolveApplied(FAILING);

        prismaAlone(prisma, theirs, migrations, "--applied");
        assertSame(shared, theirs);
        assertUpToDate(prisma.migrate(shared, migrations, "status"));
    }

    @OnPostgres
    @OnSqlite
    void prismaMarksAsAppliedWhatFailedInRefract(Prisma prisma, TestDatabase shared, TestDatabase theirs)
            throws SQLException, IOException {
        Path migrations = withFailing(shared);
        assertCode(Code.P3018, () -> refract(shared, migrations).deploy());
        succeeds(prisma.migrate(shared, migrations, "resolve", "--applied", FAILING));

        prismaAlone(prisma, theirs, migrations, "--applied");
        assertSame(shared, theirs);
        assertThat(refract(shared, migrations).deploy().applied()).isEmpty();
    }

    // ---- resolve

    @OnPostgres // on SQLite this Prisma, the WebAssembly one, stumbles over the missing ledger
    void bothBaselineAlike(Prisma prisma, TestDatabase ours, TestDatabase theirs) throws SQLException, IOException {
        Path migrations = Fixture.of(ours.kind()).migrations();
        String first = withTablesOfTheFirst(ours);
        withTablesOfTheFirst(theirs);
        refract(ours, migrations).resolveApplied(first);
        succeeds(prisma.migrate(theirs, migrations, "resolve", "--applied", first));
        assertSame(ours, theirs);
        refract(theirs, migrations).deploy();
        assertUpToDate(prisma.migrate(theirs, migrations, "status"));
    }

    @OnPostgres
    @OnSqlite
    void prismaDeploysOnOurBaseline(Prisma prisma, TestDatabase database) throws SQLException, IOException {
        Path migrations = Fixture.of(database.kind()).migrations();
        refract(database, migrations).resolveApplied(withTablesOfTheFirst(database));
        succeeds(prisma.migrate(database, migrations, "deploy"));
        assertUpToDate(prisma.migrate(database, migrations, "status"));
        assertThat(refract(database, migrations).status().upToDate()).isTrue();
    }

    /**
     * What a database looks like that somebody made before Prisma came; returns the migration that would have made it.
     */
    private static String withTablesOfTheFirst(TestDatabase database) throws SQLException, IOException {
        Fixture fixture = Fixture.of(database.kind());
        String first = fixture.names().get(0);
        database.execute(Files.readString(fixture.migrations().resolve(first).resolve("migration.sql")));
        return first;
    }

    @OnPostgres
    @OnSqlite
    void bothRefuseTheSameResolves(Prisma prisma, TestDatabase database) {
        Fixture fixture = Fixture.of(database.kind());
        Path migrations = fixture.migrations();
        String applied = fixture.names().get(0);
        String nowhere = "20000101000000_nowhere";
        refract(database, migrations).deploy();

        assertCode(Code.P3008, () -> refract(database, migrations).resolveApplied(applied));
        assertThat(fails(prisma.migrate(database, migrations, "resolve", "--applied", applied)))
                .contains("P3008");
        assertCode(Code.P3017, () -> refract(database, migrations).resolveApplied(nowhere));
        assertThat(fails(prisma.migrate(database, migrations, "resolve", "--applied", nowhere)))
                .contains("P3017");
        assertCode(Code.P3011, () -> refract(database, migrations).resolveRolledBack(nowhere));
        assertThat(fails(prisma.migrate(database, migrations, "resolve", "--rolled-back", nowhere)))
                .contains("P3011");
        assertCode(Code.P3012, () -> refract(database, migrations).resolveRolledBack(applied));
        assertThat(fails(prisma.migrate(database, migrations, "resolve", "--rolled-back", applied)))
                .contains("P3012");
    }

    // ---- status

    @OnPostgres
    @OnSqlite
    void bothSeeHistoriesThatParted(Prisma prisma, TestDatabase database) throws IOException {
        Fixture fixture = Fixture.of(database.kind());
        Path migrations = fixture.copyTo(temporary.resolve("project")).resolve("prisma/migrations");
        refract(database, migrations).deploy();
        String last = fixture.names().get(fixture.names().size() - 1);
        Files.move(migrations.resolve(last), migrations.resolve(last + "_renamed"));

        StatusResult status = refract(database, migrations).status();
        assertThat(status.unknown()).containsExactly(last);
        assertThat(status.names(State.PENDING)).containsExactly(last + "_renamed");
        assertThat(status.upToDate()).isFalse();
        assertThat(fails(prisma.migrate(database, migrations, "status"))).contains(last, last + "_renamed");
    }

    // ---- squash

    @OnPostgres
    @OnSqlite
    void prismaTakesASquashedHistory(Prisma prisma, TestDatabase all, TestDatabase none) throws SQLException {
        Fixture fixture = Fixture.of(all.kind());
        Path migrations = fixture.copyTo(temporary.resolve("squashed")).resolve("prisma/migrations");
        succeeds(prisma.migrate(all, migrations, "deploy"));
        squash(all, migrations);

        // One that has all: Refract records it, and to Prisma nothing is pending.
        assertThat(refract(all, migrations).deploy().recorded()).containsExactly("0_squashed");
        assertUpToDate(prisma.migrate(all, migrations, "status"));
        assertThat(succeeds(prisma.migrate(all, migrations, "deploy")).out())
                .contains("No pending migrations to apply.");

        // One that has none: Prisma runs it, and Refract finds nothing to do.
        succeeds(prisma.migrate(none, migrations, "deploy"));
        assertUpToDate(prisma.migrate(none, migrations, "status"));
        assertThat(refract(none, migrations).deploy().applied()).isEmpty();
        assertThat(refract(none, migrations).drift().differences()).isEmpty();
    }

    @OnPostgres
    @OnSqlite
    void prismaIsToldOfASquashedMigrationByResolve(Prisma prisma, TestDatabase told, TestDatabase untold)
            throws SQLException {
        Fixture fixture = Fixture.of(told.kind());
        Path migrations = fixture.copyTo(temporary.resolve("squashed")).resolve("prisma/migrations");
        succeeds(prisma.migrate(told, migrations, "deploy"));
        succeeds(prisma.migrate(untold, migrations, "deploy"));
        squash(told, migrations);

        succeeds(prisma.migrate(told, migrations, "resolve", "--applied", "0_squashed"));
        assertUpToDate(prisma.migrate(told, migrations, "status"));
        assertThat(refract(told, migrations).status().upToDate()).isTrue();
        assertThat(refract(told, migrations).deploy().recorded()).isEmpty();

        // Prisma was not told, and ran it: the way out of docs/squash.md.
        assertThat(fails(prisma.migrate(untold, migrations, "deploy"))).contains("already exists");
        assertCode(Code.P3009, () -> refract(untold, migrations).deploy());
        succeeds(prisma.migrate(untold, migrations, "resolve", "--rolled-back", "0_squashed"));
        assertThat(refract(untold, migrations).deploy().recorded()).containsExactly("0_squashed");
        assertUpToDate(prisma.migrate(untold, migrations, "status"));
    }

    @OnPostgres
    @OnSqlite
    void prismaRunsWhatRefractRefuses(Prisma prisma, TestDatabase some) {
        Fixture fixture = Fixture.of(some.kind());
        Path migrations = fixture.copyTo(temporary.resolve("squashed")).resolve("prisma/migrations");
        refract(some, migrations)
                .deploy(DeployOptions.DEFAULT.to(fixture.names().get(0)));
        squash(some, migrations);
        assertThat(fails(prisma.migrate(some, migrations, "status"))).contains("0_squashed");
        assertThatThrownBy(() -> refract(some, migrations).deploy()).hasMessageContaining("can be neither run nor");
        assertThat(fails(prisma.migrate(some, migrations, "deploy"))).contains("already exists");
    }

    private static void squash(TestDatabase database, Path migrations) {
        List<String> names = Fixture.of(database.kind()).names();
        refract(database, migrations)
                .squash(SquashOptions.upTo(names.get(names.size() - 1)).data(SquashOptions.Data.KEEP));
    }

    // ---- what the tests above share

    private static Refract refract(TestDatabase database, Path migrations) {
        return Refract.configure().url(database.url()).migrations(migrations).build();
    }

    private Path half(Fixture fixture) {
        return fixture.firstMigrations(fixture.names().size() / 2, temporary.resolve("half/migrations"));
    }

    private static List<String> secondHalf(Fixture fixture) {
        return fixture.names()
                .subList(fixture.names().size() / 2, fixture.names().size());
    }

    /** A fixture's first two migrations, and one that fails. */
    private Path withFailing(TestDatabase database) throws IOException {
        Path migrations = Fixture.of(database.kind()).firstMigrations(2, temporary.resolve("failing/migrations"));
        Files.createDirectory(migrations.resolve(FAILING));
        failing(migrations, "INSERT INTO nowhere VALUES (1);\n");
        return migrations;
    }

    private static void fix(Path migrations) throws IOException {
        failing(migrations, "CREATE TABLE fixed (id INTEGER NOT NULL PRIMARY KEY);\n");
    }

    private static void failing(Path migrations, String script) throws IOException {
        Files.writeString(migrations.resolve(FAILING).resolve("migration.sql"), script);
    }

    /**
     * The whole story of a failed migration, told by Prisma: it fails, is resolved, and where that means another try,
     * is fixed first.
     */
    private static void prismaAlone(Prisma prisma, TestDatabase database, Path migrations, String resolution)
            throws IOException {
        failing(migrations, "INSERT INTO nowhere VALUES (1);\n");
        fails(prisma.migrate(database, migrations, "deploy"));
        succeeds(prisma.migrate(database, migrations, "resolve", resolution, FAILING));
        if (resolution.equals("--rolled-back")) {
            fix(migrations);
        }
        succeeds(prisma.migrate(database, migrations, "deploy"));
    }

    private static void assertSame(TestDatabase one, TestDatabase other) throws SQLException {
        assertThat(one.ledger()).isEqualTo(other.ledger());
        assertThat(one.dump()).isEqualTo(other.dump());
    }

    private static void assertCode(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefractException.class, e -> assertThat(e.code())
                .as(e.getMessage())
                .contains(code));
    }

    private static void assertUpToDate(Program.Outcome status) {
        assertThat(succeeds(status).out()).contains("Database schema is up to date!");
    }

    private static Program.Outcome succeeds(Program.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome;
    }

    private static String fails(Program.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        return outcome.out() + outcome.err();
    }
}
