package dev.refract.internal.schema.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.schema.model.Kind;
import dev.refract.internal.schema.model.ObjectName;
import dev.refract.internal.schema.model.Schema;
import dev.refract.internal.schema.model.SchemaObject;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In each schema there is a table {@code kept}; {@code gone} is there only before, {@code made} only after. */
class LostDataTest {

    private static LostData lost(Dialect dialect, String migration) {
        return LostData.of(
                schema(dialect, "kept", "gone", "wait"),
                schema(dialect, "kept", "made", "wait"),
                Script.parse(dialect, migration),
                Set.of());
    }

    private static Schema schema(Dialect dialect, String... tables) {
        return Schema.of(
                dialect,
                Stream.of(tables)
                        .map(table -> new SchemaObject(ObjectName.of(Kind.TABLE, table), Map.of(), "", 0, Set.of()))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL|TRUNCATE made, kept|emptied tables, whose rows do not come back",
                "POSTGRESQL|TRUNCATE ONLY kept|emptied a table, whose rows do not come back",
                "POSTGRESQL|WITH d AS (DELETE FROM kept RETURNING *) INSERT INTO made SELECT * FROM d|deleted rows, which do not come back",
                "POSTGRESQL|WITH d AS (DELETE FROM kept RETURNING *) SELECT * FROM d|deleted rows, which do not come back",
                "POSTGRESQL|EXPLAIN ANALYZE DELETE FROM kept|deleted rows, which do not come back",
                "POSTGRESQL|COPY kept FROM '/tmp/rows'|added rows, which stay",
                "POSTGRESQL|MERGE INTO kept USING made ON true WHEN MATCHED THEN DELETE|changed rows, whose old values do not come back",
                "POSTGRESQL|UPDATE ONLY kept SET a = 1|changed rows, whose old values do not come back",
                "MYSQL|UPDATE made JOIN kept ON true SET kept.a = 1|changed rows, whose old values do not come back",
                "MYSQL|DELETE kept, made FROM kept JOIN made|deleted rows, which do not come back",
                "MYSQL|WITH x AS (SELECT 1) DELETE FROM kept WHERE a IN (SELECT * FROM x)|deleted rows, which do not come back",
                "MYSQL|INSERT INTO wait VALUES (1)|added rows, which stay",
                "MYSQL|LOAD DATA LOCAL INFILE 'made' INTO TABLE kept|added rows, which stay",
                "MYSQL|CALL tidy()|called a procedure: what that did to rows is not undone",
                "SQLITE|INSERT OR REPLACE INTO kept VALUES (1)|added rows, which stay",
                "SQLITE|WITH x AS (SELECT 1) UPDATE kept SET a = 2|changed rows, whose old values do not come back",
            })
    void rowsThatStayAsTheyAreAreNamed(Dialect dialect, String statement, String what) {
        assertThat(lost(dialect, statement).sentences())
                .containsExactly("Statement 1 of the migration " + what + ": " + shortened(statement));
    }

    private static String shortened(String statement) {
        return statement.length() <= 90 ? statement : statement.substring(0, 90).stripTrailing() + " …";
    }

    @Test
    void eachThingThatOneStatementDoesIsNamed() {
        assertThat(lost(
                                Dialect.POSTGRESQL,
                                "WITH d AS (DELETE FROM kept RETURNING a) INSERT INTO kept SELECT a + 1 FROM d")
                        .sentences())
                .singleElement()
                .asString()
                .contains("deleted rows, which do not come back, and added rows, which stay: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL|TRUNCATE made, gone",
                "POSTGRESQL|INSERT INTO made SELECT * FROM kept",
                "POSTGRESQL|EXPLAIN DELETE FROM kept",
                "POSTGRESQL|COPY kept TO '/tmp/rows'",
                "POSTGRESQL|SELECT * FROM kept",
                "MYSQL|INSERT IGNORE INTO made SELECT * FROM kept",
                "MYSQL|DELETE made FROM made JOIN kept",
                "SQLITE|REPLACE INTO made SELECT * FROM kept",
            })
    void rowsThatGoWithTheirTableAreNot(Dialect dialect, String statement) {
        assertThat(lost(dialect, statement).isEmpty()).isTrue();
    }

    @Test
    void aStatementThatIsNotUnderstoodIsNamed() {
        assertThat(lost(Dialect.POSTGRESQL, "FROBNICATE kept").sentences())
                .containsExactly("Statement 1 of the migration is not understood: what it did to rows, if anything, is "
                        + "not undone: FROBNICATE kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL|GRANT SELECT ON pg_class TO made",
                "POSTGRESQL|GRANT SELECT ON kept, pg_class TO PUBLIC",
                "POSTGRESQL|GRANT CONNECT ON DATABASE app TO made",
                "POSTGRESQL|CREATE ROLE made",
                "POSTGRESQL|CREATE GROUP staff",
                "POSTGRESQL|DROP OWNED BY staff",
                "POSTGRESQL|REASSIGN OWNED BY staff TO other",
                "POSTGRESQL|ALTER SYSTEM SET work_mem = '1MB'",
                "POSTGRESQL|REVOKE staff FROM made",
                "MYSQL|GRANT SELECT ON kept TO made",
                "MYSQL|GRANT SELECT ON app.* TO made",
                "MYSQL|GRANT SELECT (a, b) ON app.kept TO u",
                "MYSQL|RENAME USER a TO b",
                "MYSQL|CREATE USER made",
            })
    void whatNoSchemaShowsIsToBeTakenBack(Dialect dialect, String statement) {
        assertThat(lost(dialect, statement).todos()).containsExactly("Take back what statement 1 did: " + statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT SELECT ON kept TO made",
                "GRANT SELECT ON made, kept TO PUBLIC",
                "GRANT SELECT ON ALL TABLES IN SCHEMA app TO staff",
                "GRANT USAGE ON SCHEMA app TO staff",
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO staff"
            })
    void rightsThatASchemaShowsAreTakenBackByIt(String statement) {
        assertThat(lost(Dialect.POSTGRESQL, statement).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRANT SELECT ON made TO kept", "GRANT ALL ON TABLE app.made TO PUBLIC"})
    void whatIsGrantedOnNewTablesGoesWithThem(String statement) {
        assertThat(lost(Dialect.POSTGRESQL, statement).isEmpty()).isTrue();
        assertThat(lost(Dialect.MYSQL, statement).isEmpty()).isTrue();
    }
}
