package dev.refract.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A file in a temporary folder of its own. The file is made by whoever first writes to it. */
final class SqliteDatabase extends TestDatabase {

    private final Path folder;

    private SqliteDatabase(String name, Path folder) {
        super(Kind.SQLITE, name);
        this.folder = folder;
    }

    static SqliteDatabase create(String name) {
        try {
            return new SqliteDatabase(name, Files.createTempDirectory("refract-test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String url() {
        return "file:" + file(name());
    }

    @Override
    public String missingUrl() {
        return "file:" + file(name() + "_missing");
    }

    private Path file(String name) {
        return folder.resolve(name + ".db");
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file(name()));
    }

    @Override
    void run(Statement statement, String sql) throws SQLException {
        statement.executeUpdate(sql); // which alone goes past the first statement
    }

    /**
     * SQLite keeps the text of each definition; the ledger's is told column by column, as its layout is nobody's
     * business.
     */
    @Override
    public String dump() throws SQLException {
        try (Connection connection = connect()) {
            List<String> lines = new ArrayList<>(rows(connection, """
                    SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master
                    WHERE name <> '_prisma_migrations' ORDER BY type, name"""));
            lines.addAll(rows(connection, "SELECT 'ledger', * FROM pragma_table_info('_prisma_migrations')"));
            return String.join("\n", lines);
        }
    }

    @Override
    public List<String> sessionsRunning(String text) {
        return List.of();
    }

    @Override
    public void close() {
        Folders.delete(folder);
    }
}
