package dev.refract.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.refract.Refract;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import dev.refract.testing.Kind;
import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A pool wraps what the server says; what is wrong is told all the same. */
class DataSourceTest {

    @TempDir
    private Path migrations;

    @OnPostgres
    @OnMysql
    @OnMariadb
    void aMissingDatabaseIsNotAWrongPasswordNorAServerThatIsDown(TestDatabase database) {
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of(""));

        refused(database, url, "not_there", url.password(), Code.P1003, "Create it");
        refused(database, url, url.database(), "not the password", Code.P1000, "Check its user and password.");
    }

    private void refused(TestDatabase database, DatabaseUrl url, String name, String password, Code code, String next) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:" + (database.kind() == Kind.POSTGRES ? "postgresql" : "mysql") + "://" + url.host()
                    + ":" + url.port() + "/" + name);
            pool.setUsername(url.user());
            pool.setPassword(password);
            Refract refract =
                    Refract.configure().dataSource(pool).migrations(migrations).build();
            assertThatExceptionOfType(RefractException.class)
                    .isThrownBy(refract::status)
                    .satisfies(e -> assertThat(e.code()).contains(code))
                    .withMessageContaining(next);
        }
    }
}
