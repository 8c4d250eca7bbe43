package dev.refract.internal.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refract.Refract;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.OwnServer;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Servers and files that take no changes: what is said, and that it helps. */
class ReadOnlyTest {

    @TempDir
    Path folder;

    @OnPostgres
    void aDatabaseThatWasMadeReadOnly(TestDatabase database) throws SQLException {
        Project project = project(database);
        database.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
        RefractException first = refusal(project.refract());
        assertThat(first.what()).contains("takes no changes", "default_transaction_read_only is on");
        helps(database, first.next());
        project.refract().deploy();

        project.migration("2_b", "CREATE TABLE b AS SELECT count(*) AS n FROM a;");
        database.execute(
                "ALTER ROLE CURRENT_USER IN DATABASE " + database.name() + " SET default_transaction_read_only = on");
        assertThat(project.refract().status().migrations()).hasSize(2);
        RefractException later = refusal(project.refract());
        assertThat(later.what()).contains("takes no changes");
        helps(database, later.next());
        project.migration("3_c", "CREATE TABLE c AS SELECT n FROM b; COMMIT;");
        RefractException url = refusal(project.configure()
                .url(database.url() + "?options=-c%20default_transaction_read_only=on")
                .build());
        assertThat(url.next()).contains("out of the connection URL's options");
        assertThat(project.refract().deploy().applied()).containsExactly("2_b", "3_c");
        assertThat(database.query("SELECT n FROM c")).isEqualTo("2");
    }

    @OnMysql
    void aSchemaThatWasMadeReadOnly(TestDatabase database) throws SQLException {
        Project project = project(database);
        project.refract().deploy();
        project.migration("2_b", "CREATE TABLE b AS SELECT count(*) AS n FROM a;");
        database.execute("ALTER DATABASE " + database.name() + " READ ONLY = 1");
        helps(database, refusal(project.refract()).next());
        project.refract().deploy();
        assertThat(database.query("SELECT n FROM b")).isEqualTo("2");
    }

    @Test
    void aStandby() throws Exception {
        try (OwnServer server = OwnServer.start(Kind.POSTGRES)) {
            Project project = project(server.database("shop"));
            project.refract().deploy();
            server.becomeStandby();
            Refract standby = project.configure().url(server.url("shop")).build();
            assertThat(standby.deploy().applied()).isEmpty();
            project.migration("2_b", "CREATE TABLE b (id INTEGER);");
            primary(refusal(standby), "it is a standby");
            primary(refusal(project.configure().url(server.url("missing")).build()), "P3000");
            RefractException scratch = catchThrowableOfType(
                    RefractException.class, () -> standby.generateDown(GenerateDownOptions.DEFAULT));
            primary(scratch, "P3014");
        }
    }

    @Test
    void aReplicaOfMysql() throws Exception {
        replica(Kind.MYSQL, "SET GLOBAL super_read_only = ON");
    }

    @Test
    void aReplicaOfMariadb() throws Exception {
        replica(Kind.MARIADB, "SET GLOBAL read_only = ON");
    }

    private void replica(Kind kind, String readOnly) throws Exception {
        try (OwnServer server = OwnServer.start(kind)) {
            Project project = project(server.database("shop"));
            server.execute("CREATE USER 'app'@'%' IDENTIFIED BY 'tests'");
            server.execute("GRANT ALL ON shop.* TO 'app'@'%'");
            server.execute("GRANT ALL ON missing.* TO 'app'@'%'");
            Refract app = project.configure()
                    .url(server.url("shop").replace("root:", "app:"))
                    .build();
            app.deploy();
            server.execute(readOnly);
            assertThat(app.deploy().applied()).isEmpty();
            project.migration("2_b", "CREATE TABLE b AS SELECT count(*) AS n FROM a;");
            RefractException refused = refusal(app);
            primary(refused, "it is a replica, or was made read-only");
            String missing = server.url("missing").replace("root:", "app:");
            primary(refusal(project.configure().url(missing).build()), "P3000");
            server.execute(command(refused.next(), "SET GLOBAL"));

            server.execute("SET GLOBAL transaction_read_only = ON");
            RefractException transactions = refusal(app);
            primary(transactions, "transactions are read-only");
            server.execute(command(transactions.next(), "SET GLOBAL"));
            assertThat(app.deploy().applied()).containsExactly("2_b");
        }
    }

    @OnSqlite
    void aFileThatIsOnlyRead(TestDatabase database) {
        Project project = project(database);
        project.refract().deploy();
        project.migration("2_b", "CREATE TABLE b (id INTEGER);");
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + database.url().replaceFirst("^file:", ""));
        RefractException refused = refusal(
                Refract.configure().dataSource(source).migrations(folder).build());
        assertThat(refused.code()).contains(Code.P1010);
        assertThat(refused.getMessage()).contains("is read-only", "may write");
    }

    private Project project(TestDatabase database) {
        return new Project(folder, database)
                .migration("1_a", "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1), (2);");
    }

    private static void primary(RefractException error, String said) {
        assertThat(error.getMessage()).contains(said);
        assertThat(error.next())
                .contains("oint the connection URL at the primary")
                .doesNotContainIgnoringCase("grant");
    }

    /** Runs the statements that an error advises. */
    private static void helps(TestDatabase database, String next) throws SQLException {
        assertThat(next).contains("Point the connection URL at the primary");
        database.execute(command(next, next.contains("BEGIN READ WRITE") ? "BEGIN READ WRITE" : "ALTER DATABASE"));
    }

    private static String command(String next, String verb) {
        return next.substring(next.indexOf(verb)).replaceFirst("\\.$", "");
    }

    private static RefractException refusal(Refract refract) {
        return catchThrowableOfType(RefractException.class, refract::deploy);
    }
}
