package dev.refract.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UndoneWorkTest {

    /** The number of the statement that takes work back; 0 where none does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POSTGRESQL|BEGIN; DELETE FROM a; ROLLBACK                                                          |3
            POSTGRESQL|DELETE FROM a; ROLLBACK                                                                 |2
            POSTGRESQL|BEGIN; DELETE FROM a; ABORT                                                             |3
            POSTGRESQL|BEGIN; DELETE FROM a; COMMIT; ROLLBACK                                                  |0
            POSTGRESQL|BEGIN; DELETE FROM a; END; BEGIN; ROLLBACK                                              |0
            POSTGRESQL|BEGIN; SET LOCAL lock_timeout = 1; SELECT 1; ROLLBACK                                   |0
            POSTGRESQL|BEGIN; SELECT clean_up(); ROLLBACK                                                      |3
            POSTGRESQL|BEGIN; DELETE FROM a; SAVEPOINT s; ROLLBACK TO s; COMMIT                                |0
            POSTGRESQL|BEGIN; SAVEPOINT s; DELETE FROM a; ROLLBACK TO SAVEPOINT S; COMMIT                      |4
            POSTGRESQL|BEGIN; SAVEPOINT s; SAVEPOINT t; DELETE FROM a; ROLLBACK TO s; COMMIT                   |5
            POSTGRESQL|BEGIN; SAVEPOINT s; DELETE FROM a; SAVEPOINT t; ROLLBACK TO t; COMMIT                   |0
            POSTGRESQL|BEGIN; DROP TABLE a; PREPARE TRANSACTION 'x'; ROLLBACK PREPARED 'x'                     |4
            POSTGRESQL|BEGIN; DROP TABLE a; PREPARE TRANSACTION 'x'; COMMIT PREPARED 'x'                       |0
            POSTGRESQL|DO $$ BEGIN DELETE FROM a; END $$; ROLLBACK                                             |2
            MYSQL     |START TRANSACTION; DELETE FROM a; ROLLBACK                                              |3
            MYSQL     |START TRANSACTION; DROP TABLE a; ROLLBACK                                               |0
            MYSQL     |START TRANSACTION; DROP TEMPORARY TABLE a; DELETE FROM b; ROLLBACK                      |4
            MYSQL     |SET autocommit = 0; DELETE FROM a; ROLLBACK                                             |3
            MYSQL     |BEGIN; DELETE FROM a; BEGIN; ROLLBACK                                                   |0
            MYSQL     |XA START 'x'; DELETE FROM a; XA END 'x'; XA ROLLBACK 'x'                                |4
            MYSQL     |XA START 'x'; DELETE FROM a; XA END 'x'; XA PREPARE 'x'; XA ROLLBACK 'x'                |5
            MYSQL     |XA START 'x'; DELETE FROM a; XA END 'x'; XA PREPARE 'x'; XA COMMIT 'x'                  |0
            MYSQL     |XA START 'x'; DELETE FROM a; XA END 'x'; XA COMMIT 'x' ONE PHASE; ROLLBACK              |0
            SQLITE    |BEGIN; DELETE FROM a; ROLLBACK                                                          |3
            SQLITE    |SAVEPOINT s; DELETE FROM a; ROLLBACK TRANSACTION TO SAVEPOINT s; RELEASE s              |3
            SQLITE    |BEGIN; DELETE FROM a; COMMIT TRANSACTION                                                |0
            """)
    void findsWhatIsTakenBack(Dialect dialect, String sql, int number) {
        assertThat(UndoneWork.first(Script.parse(dialect, sql)).map(SqlStatement::number))
                .isEqualTo(number == 0 ? java.util.Optional.empty() : java.util.Optional.of(number));
    }
}
