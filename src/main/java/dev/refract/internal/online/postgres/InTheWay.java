package dev.refract.internal.online.postgres;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Token;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Sessions that others wait for, as lines for a person: who, for how long, and what they do; no value of a query. */
final class InTheWay {

    private static final int MOST = 5;
    private static final int WORDS = 60;

    private InTheWay() {}

    /** Those that hold or want a lock on one of these tables, or on an index of it. */
    static List<String> on(Connection connection, Collection<Long> tables) {
        if (tables.isEmpty()) {
            return List.of();
        }
        String list = tables.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return lines(
                connection,
                "a.pid <> pg_catalog.pg_backend_pid() AND EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.pid = a.pid AND "
                        + "l.granted AND l.locktype = 'relation' AND l.database = (SELECT oid FROM "
                        + "pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AND l.relation IN ("
                        + list + "))");
    }

    /** Those that a session waits for at this moment. */
    static List<String> of(Connection connection, int process) {
        return lines(connection, "a.pid = ANY (pg_catalog.pg_blocking_pids(" + process + "))");
    }

    private static List<String> lines(Connection connection, String which) {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT a.pid, a.application_name, a.usename, coalesce(a.state, ''), extract(epoch FROM "
                                + "pg_catalog.clock_timestamp() - a.xact_start), coalesce(a.query, ''), a.backend_type FROM "
                                + "pg_catalog.pg_stat_activity a WHERE " + which
                                + " ORDER BY a.xact_start NULLS LAST LIMIT " + (MOST + 1))) {
            while (row.next()) {
                if (lines.size() == MOST) {
                    lines.add("and more");
                    break;
                }
                lines.add(line(row));
            }
        } catch (SQLException e) {
            return List.of(); // who it is can't be told: that is no reason to fail
        }
        return lines;
    }

    private static String line(ResultSet row) throws SQLException {
        double seconds = row.getDouble(5);
        String open = row.wasNull()
                ? "no transaction open"
                : "transaction open for "
                        + dev.refract.report.Event.words(Duration.ofMillis(Math.max(0, (long) (seconds * 1000))));
        String application = row.getString(2);
        String type = row.getString(7);
        boolean client = "client backend".equals(type);
        String state = row.getString(4);
        String words = words(row.getString(6));
        return "process " + row.getInt(1)
                + (client
                        ? (application == null || application.isEmpty() ? "" : " (" + application + ")") + " of "
                                + row.getString(3)
                        : " (" + type + ")")
                + ", " + open + (state.isEmpty() ? "" : ", " + state) + (words.isEmpty() ? "" : ": " + words);
    }

    /** A query's first words, up to where its first value would stand. */
    static String words(String query) {
        StringBuilder words = new StringBuilder();
        Lexer tokens = new Lexer(Dialect.POSTGRESQL, query);
        int end = -1;
        while (tokens.next() && words.length() < WORDS) {
            if (tokens.kind() == Token.Kind.STRING
                    || tokens.kind() == Token.Kind.NUMBER
                    || tokens.kind() == Token.Kind.END) {
                break;
            }
            if (end >= 0 && tokens.start() > end) {
                words.append(' ');
            }
            words.append(tokens.text());
            end = tokens.end();
        }
        return words.length() > WORDS ? words.substring(0, WORDS) + "…" : words.toString();
    }
}
