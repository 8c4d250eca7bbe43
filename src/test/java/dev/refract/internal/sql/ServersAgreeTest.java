package dev.refract.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.refract.testing.OnMariadb;
import dev.refract.testing.OnMysql;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.OnSqlite;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;

/**
 * Each server takes what we cut out of a script for exactly one whole statement. The scripts are a collection of what
 * is hard to cut; the test's number of statements was counted by hand.
 */
class ServersAgreeTest {
    @OnPostgres
    void postgres(TestDatabase database) throws Exception {
        // a wrapped query is not cut by the driver; two statements in it would give two answers
        eachAlone(database, "postgresql.sql", 61, (connection, sql) -> {
            QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
            Answers answers = new Answers();
            executor.execute(
                    executor.wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK))),
                    null,
                    answers,
                    0,
                    0,
                    QueryExecutor.QUERY_ONESHOT
                            | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
                            | QueryExecutor.QUERY_SUPPRESS_BEGIN);
            assertThat(answers.count).isEqualTo(1);
        });
    }

    @OnMysql
    @OnMariadb
    void mysql(TestDatabase database) throws Exception {
        eachAlone(database, "mysql.sql", 58, ServersAgreeTest::execute);
    }

    @OnMariadb
    void mariadb(TestDatabase database) throws Exception {
        eachAlone(database, "mariadb.sql", 21, ServersAgreeTest::execute);
    }

    @OnSqlite
    void sqlite(TestDatabase database) throws Exception {
        eachAlone(database, "sqlite.sql", 15, ServersAgreeTest::execute);
    }

    /** Neither MySQL's driver nor SQLite's cuts a text; MySQL refuses a second statement. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    /** Counts the statements that the server ran; throws what it refused. */
    private static final class Answers extends ResultHandlerBase {
        private int count;

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            count++;
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> rows, ResultCursor cursor) {
            count++;
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // a notice is no answer
        }
    }

    private interface Execution {
        void run(Connection connection, String sql) throws SQLException;
    }

    private static void eachAlone(TestDatabase database, String name, int count, Execution execution) throws Exception {
        String text = read(name);
        Script script = Script.parse(database.dialect(), text);
        try (Connection connection = database.connect()) {
            for (SqlStatement statement : script.statements()) {
                assertThatCode(() -> execution.run(connection, script.sql(statement)))
                        .as(
                                "%s %d at %s: %s",
                                name, statement.number(), script.place(statement.code()), script.sql(statement))
                        .doesNotThrowAnyException();
            }
        }
        assertThat(script.statements()).hasSize(count);
        assertThat(String.join("", script.pieces())).isEqualTo(text);
    }

    private static String read(String name) throws IOException {
        try (InputStream in = ServersAgreeTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
