package dev.refract.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** That the ground the other tests stand on holds. */
class TestDatabaseTest {

    @OnEveryDatabase
    void isEmptyAndTakesScripts(TestDatabase database) throws SQLException {
        String empty = database.dump();
        database.execute(
                "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b VARCHAR(10));\nINSERT INTO a VALUES (1, 'x'), "
                        + "(2, NULL);");
        assertThat(database.query("SELECT id, b FROM a ORDER BY id")).isEqualTo("1|x\n2|null");
        assertThat(database.dump()).isNotEqualTo(empty).doesNotContain(database.name());
        database.execute("DROP TABLE a");
        assertThat(database.dump()).isEqualTo(empty);
    }

    @OnPostgres
    void dumpTellsSchemasApart(TestDatabase database) throws SQLException {
        database.execute("""
                CREATE TYPE mood AS ENUM ('sad', 'happy');
                CREATE TABLE a (id SERIAL PRIMARY KEY, m mood DEFAULT 'sad', t TEXT NOT NULL CHECK (t <> ''));
                CREATE INDEX a_t ON a (lower(t)) WHERE id > 3;
                CREATE VIEW v AS SELECT id FROM a;""");
        String before = database.dump();
        assertThat(before)
                .contains("enum 'sad', 'happy'", "CHECK ((t <> ''::text))", "WHERE (id > 3)", "definition public.v");
        database.execute("ALTER TYPE mood ADD VALUE 'fine' BEFORE 'happy'");
        assertThat(database.dump()).isNotEqualTo(before).contains("'sad', 'fine', 'happy'");
    }

    @OnMysql
    @OnMariadb
    void dumpTellsBodiesApart(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY); CREATE VIEW v AS SELECT id FROM a;"
                + "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.id = NEW.id + 1;"
                + "CREATE PROCEDURE p() SELECT 1; CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 2");
        String before = database.dump();
        assertThat(before).contains("`a`", "`v`", "NEW.id + 1", "SELECT 1", "RETURN 2");
        database.execute("INSERT INTO a VALUES ()");
        assertThat(database.dump()).isEqualTo(before);
        database.execute("DROP PROCEDURE p; CREATE PROCEDURE p() SELECT 2");
        assertThat(database.dump()).isNotEqualTo(before);
    }

    @OnPostgres
    @OnMysql
    @OnMariadb
    void wantsAPassword(TestDatabase database) {
        String url = database.wrongPasswordUrl();
        assertThat(url).isNotEqualTo(database.url());
        String jdbc = url.replaceFirst("://.*@", "://");
        assertThatThrownBy(() ->
                        DriverManager.getConnection("jdbc:" + jdbc, url.replaceAll(".*//|:.*", ""), "not-the-password"))
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?is).*(denied|authentication failed).*");
    }

    @OnEveryDatabase
    void isDroppedAlthoughATransactionIsOpen(TestDatabase database) throws SQLException {
        Connection leaked = database.connect();
        database.execute("CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)");
        leaked.setAutoCommit(false);
        leaked.createStatement().executeUpdate("INSERT INTO a VALUES (1)");
        assertThat(database.query("SELECT count(*) FROM a")).isEqualTo("0"); // and leave it open
    }

    @Test
    @WithPrisma
    void findsPrisma(Prisma prisma) {
        assertThat(prisma.executable()).isExecutable();
    }

    @Test
    @WithPtOsc
    void findsPtOsc(PtOsc tool) {
        assertThat(tool.executables()).isNotEmpty();
    }
}
