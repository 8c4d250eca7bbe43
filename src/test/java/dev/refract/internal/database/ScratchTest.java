package dev.refract.internal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.connect.Jdbc;
import dev.refract.internal.sql.Dialect;
import dev.refract.migrate.Leftover;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchTest {

    private static DatabaseUrl url(TestDatabase database) {
        return DatabaseUrl.parse(database.url(), Path.of("").toAbsolutePath());
    }

    @OnEveryDatabase
    void isAnotherDatabaseThatIsGoneAfterwards(TestDatabase real) throws SQLException {
        real.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY)");
        real.execute("INSERT INTO kept VALUES (7)");
        DatabaseUrl where;
        try (Scratch scratch = Scratch.create(url(real), Optional.empty())) {
            where = scratch.url();
            assertThat(where).isNotEqualTo(url(real));
            execute(where, "CREATE TABLE kept (other TEXT)", "DROP TABLE kept");
        }
        assertThat(real.query("SELECT id FROM kept")).isEqualTo("7");
        if (where.dialect() == Dialect.SQLITE) {
            assertThat(where.file().getParent()).doesNotExist();
        } else {
            assertThatThrownBy(() -> Jdbc.connect(where)).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://u:p4ss@127.0.0.1:1/app", "mysql://u:p4ss@127.0.0.1:1/app"})
    void aServerThatIsNotThereIsNoMatterOfScratchDatabases(String url) {
        assertThatThrownBy(() -> Scratch.leftovers(DatabaseUrl.parse(url, Path.of(".")), Optional.empty()))
                .isInstanceOfSatisfying(
                        RefractException.class, e -> assertThat(e.code()).contains(Code.P1001))
                .hasMessageContaining("nothing listens on that port")
                .hasMessageNotContaining("p4ss");
    }

    @OnEveryDatabase
    void isDroppedWhileATransactionIsOpenInIt(TestDatabase real) throws SQLException {
        Scratch scratch = Scratch.create(url(real), Optional.empty());
        try (Connection open = Jdbc.connect(scratch.url());
                Statement statement = open.createStatement()) {
            statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
            open.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (1)");
            scratch.close();
        } catch (SQLException e) {
            // The connection died with its database.
        }
        assertThat(Scratch.leftovers(url(real), Optional.empty()))
                .extracting(Leftover::name)
                .doesNotContain(scratch.name());
    }

    @OnEveryDatabase
    void whatIsInUseIsNoLeftover(TestDatabase real) {
        try (Scratch scratch = Scratch.create(url(real), Optional.empty())) {
            assertThat(Scratch.leftovers(url(real), Optional.empty()))
                    .extracting(Leftover::name)
                    .doesNotContain(scratch.name());
        }
    }

    @OnPostgres
    void whatAKilledRunLeftIsFoundAndDropped(TestDatabase real) {
        Scratch scratch = Scratch.create(url(real), Optional.empty());
        scratch.keep();
        Leftover leftover = leftover(real, scratch.name()).orElseThrow();
        leftover.drop();
        assertThat(leftover(real, scratch.name())).isEmpty();
    }

    @OnPostgres
    void nothingButAScratchDatabaseCanBeDropped(TestDatabase real) throws SQLException {
        DatabaseUrl url = url(real);
        assertThatThrownBy(() -> new Scratch.OnServer(real.name(), url).drop())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(real.query("SELECT 1")).isEqualTo("1");
    }

    @OnPostgres
    void liesOnTheShadowDatabasesServer(TestDatabase shadow) throws SQLException {
        DatabaseUrl unreachable = DatabaseUrl.parse("postgresql://nobody@127.0.0.1:1/real?schema=app", Path.of(""));
        try (Scratch scratch = Scratch.create(unreachable, Optional.of(url(shadow)))) {
            assertThat(scratch.url().schema()).isEqualTo("app");
            assertThat(scratch.url().database()).isNotEqualTo(shadow.name());
            execute(scratch.url(), "CREATE TABLE app.t (id integer)");
        }
    }

    /** The server takes a moment to forget a session that has ended. */
    private static Optional<Leftover> leftover(TestDatabase real, String name) {
        for (int attempt = 0; attempt < 100; attempt++) {
            List<Leftover> found = Scratch.leftovers(url(real), Optional.empty()).stream()
                    .filter(leftover -> leftover.name().equals(name))
                    .toList();
            if (!found.isEmpty()) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    private static void execute(DatabaseUrl url, String... statements) throws SQLException {
        try (Connection connection = Jdbc.connect(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
