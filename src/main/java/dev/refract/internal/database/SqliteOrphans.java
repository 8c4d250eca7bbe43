package dev.refract.internal.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows that refer to rows which are not there, in the tables that a script rebuilds and in those that refer to them. A
 * script that ran with foreign keys off must not leave more of them than it found: the last step of SQLite's own
 * procedure for changing tables (sqlite.org, lang_altertable, section 7).
 */
final class SqliteOrphans {

    /** A foreign key's two tables. */
    private record Reference(String child, String parent) {}

    private final Connection connection;
    private final Set<String> tables;
    private Map<Reference, Integer> before = Map.of();

    /** @param tables what the script touches, by any of the names that it gives it */
    SqliteOrphans(Connection connection, Set<String> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** Counts them before the script runs. */
    void count() throws SQLException {
        before = orphans();
    }

    /**
     * Counts them again.
     *
     * @throws SQLException as SQLite's own of a foreign key that is broken, where there are more
     */
    void requireNoMore() throws SQLException {
        for (Map.Entry<Reference, Integer> found : orphans().entrySet()) {
            int more = found.getValue() - before.getOrDefault(found.getKey(), 0);
            if (more > 0) {
                Reference reference = found.getKey();
                throw new SQLException(
                        "FOREIGN KEY constraint failed: the script leaves " + more
                                + (more == 1 ? " row" : " rows") + " of \"" + reference.child()
                                + "\" that refer to rows of \"" + reference.parent() + "\" which are not there"
                                + rowids(reference),
                        "23000",
                        SQLITE_CONSTRAINT_FOREIGNKEY);
            }
        }
    }

    private static final int SQLITE_CONSTRAINT_FOREIGNKEY = 787;

    private Map<Reference, Integer> orphans() throws SQLException {
        Map<Reference, Integer> found = new HashMap<>();
        for (String child : children()) {
            count(child, found);
        }
        return found;
    }

    private void count(String child, Map<Reference, Integer> found) throws SQLException {
        try (PreparedStatement check = connection.prepareStatement(
                "SELECT parent, count(*) FROM pragma_foreign_key_check(?) GROUP BY parent")) {
            check.setString(1, child);
            try (ResultSet rows = check.executeQuery()) {
                while (rows.next()) {
                    found.put(new Reference(child, rows.getString(1)), rows.getInt(2));
                }
            }
        } catch (SQLException e) {
            // "foreign key mismatch": the key names no unique columns, so that no row can be said to be an orphan
            if (!String.valueOf(e.getMessage()).contains("foreign key mismatch")) {
                throw e;
            }
        }
    }

    /** The tables that the script touches, as they are called now, and those that refer to one of them. */
    private Set<String> children() throws SQLException {
        Set<String> children = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT m.name, k.\"table\" FROM main.sqlite_master m LEFT JOIN pragma_foreign_key_list(m.name) k"
                                + " WHERE m.type = 'table'");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (touches(rows.getString(1)) || touches(rows.getString(2))) {
                    children.add(rows.getString(1));
                }
            }
        }
        return children;
    }

    private boolean touches(String table) {
        return table != null && tables.stream().anyMatch(table::equalsIgnoreCase);
    }

    private String rowids(Reference reference) throws SQLException {
        List<String> rowids = new ArrayList<>();
        try (PreparedStatement check =
                connection.prepareStatement("SELECT rowid FROM pragma_foreign_key_check(?) WHERE parent = ? LIMIT 5")) {
            check.setString(1, reference.child());
            check.setString(2, reference.parent());
            try (ResultSet rows = check.executeQuery()) {
                while (rows.next()) {
                    rowids.add(rows.getString(1));
                }
            }
        }
        return rowids.contains(null) ? "" : " (by rowid: " + String.join(", ", rowids) + ")";
    }
}
