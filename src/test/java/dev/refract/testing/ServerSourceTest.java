package dev.refract.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a machine without servers and without Docker still tests two databases: CI has both, and would not notice. */
class ServerSourceTest {

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "MARIADB"})
    void embedsAServer(Kind kind) throws Exception {
        Server server = ServerSource.embedded(kind).orElseThrow();
        try (TestDatabase database = kind == Kind.POSTGRES
                ? PostgresDatabase.create(server, "refract_embedded")
                : MysqlDatabase.create(server, "refract_embedded")) {
            database.execute("CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)");
            assertThat(database.dump()).contains("id");
        } finally {
            server.stop();
        }
    }
}
