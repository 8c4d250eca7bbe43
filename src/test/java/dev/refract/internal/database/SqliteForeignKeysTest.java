package dev.refract.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteForeignKeysTest {

    private static final String REBUILD =
            "PRAGMA foreign_keys=OFF; CREATE TABLE n (id INTEGER PRIMARY KEY); INSERT INTO "
                    + "n SELECT id FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t; PRAGMA foreign_keys=ON;";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            %s                                                                      | lifted
            CREATE TABLE a (id INTEGER); CREATE INDEX i ON a (id); %s               | lifted
            PRAGMA defer_foreign_keys=ON; %s PRAGMA defer_foreign_keys=OFF          | lifted
            %s %s                                                                   | lifted
            PRAGMA foreign_keys = "off"; DROP TABLE t; PRAGMA foreign_keys = true   | lifted
            PRAGMA foreign_keys(0); DELETE FROM t; UPDATE t SET id = 1              | lifted
            INSERT INTO a VALUES (1); ALTER TABLE a ADD COLUMN b INTEGER; %s        | lifted
            PRAGMA defer_foreign_keys=ON; DROP TABLE t                              | kept
            PRAGMA foreign_keys=ON; DROP TABLE t                                    | kept
            DELETE FROM a; %s                                                       | 1
            %s DELETE FROM a                                                        | 7
            UPDATE a SET id = 2; %s                                                 | 1
            INSERT OR REPLACE INTO a VALUES (1); %s                                 | 1
            INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET id = 2; %s           | 1
            DROP TABLE a; %s                                                        | 1
            ALTER TABLE a ADD COLUMN b INTEGER DEFAULT 1 REFERENCES t (id); %s      | 1
            """)
    void foreignKeysAreSwitchedOffForTheWholeOnlyWhereThatChangesNothingElse(String sql, String expected) {
        SqliteForeignKeys keys = SqliteForeignKeys.of(Script.parse(Dialect.SQLITE, sql.replace("%s", REBUILD)));

        String found = keys.canBeLifted()
                ? "lifted"
                : keys.needsThem()
                        .filter(s -> keys.switchedOff())
                        .map(s -> String.valueOf(s.number()))
                        .orElse("kept");
        assertThat(found).isEqualTo(expected);
    }
}
