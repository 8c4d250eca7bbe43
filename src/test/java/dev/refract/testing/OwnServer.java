package dev.refract.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A server for one test, which may do to it what the others would not survive. */
public final class OwnServer implements AutoCloseable {

    private final Kind kind;
    private final ServerSource.Container container;
    private Server server;

    private OwnServer(Kind kind, ServerSource.Container container) {
        this.kind = kind;
        this.container = container;
        this.server = container.server();
    }

    /** Starts one; skips the test where there is no Docker. */
    public static OwnServer start(Kind kind) throws IOException, InterruptedException {
        return new OwnServer(
                kind, ServerSource.own(kind).orElseGet(() -> Missing.skip("no Docker for a server of the test's own")));
    }

    /** An empty database on it. */
    public TestDatabase database(String name) {
        return kind == Kind.POSTGRES ? PostgresDatabase.create(server, name) : MysqlDatabase.create(server, name);
    }

    /** The URL of a database of a name, as the user that may do anything. */
    public String url(String database) {
        return server.url(database);
    }

    /** Runs a statement of the server. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Makes PostgreSQL a standby that waits for its primary; all URLs are new afterwards. */
    public void becomeStandby() throws IOException, InterruptedException, SQLException {
        String folder;
        try (Connection connection = server.connect()) {
            folder = TestDatabase.onlyValue(connection, "SHOW data_directory");
        }
        String signal = folder + "/standby.signal";
        container.execInContainer("sh", "-c", ": > " + signal + "; chmod 666 " + signal);
        server = container.restarted();
    }

    @Override
    public void close() {
        container.stop();
    }
}
