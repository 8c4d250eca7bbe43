package dev.refract.internal.sql.statement;

import static dev.refract.internal.sql.statement.Reading.POSTGRES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.ColumnDefinition.Nullability;
import dev.refract.internal.sql.statement.Expression.Form;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresReaderTest {

    @Test
    void aTableAsPrismaMakesIt() {
        TableChange.CreateTable create = POSTGRES.as(TableChange.CreateTable.class, """
                CREATE TABLE "Order" (
                    "id" SERIAL NOT NULL,
                    "placedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
                    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
                    "price" DECIMAL(65,30) CHECK ("price" > 0) NO INHERIT,
                    CONSTRAINT "Order_pkey" PRIMARY KEY ("id")
                );""");
        assertThat(create.table()).hasToString("Order");
        List<ColumnDefinition> columns = create.definition().columns();
        assertThat(columns)
                .extracting(column -> column.name().name())
                .containsExactly("id", "placedAt", "tags", "price");
        assertThat(columns.get(0).type().orElseThrow().isSerial()).isTrue();
        assertThat(columns.get(0).nullability()).isEqualTo(Nullability.NOT_NULL);
        assertThat(columns.get(1).type().orElseThrow().arguments()).containsExactly("3");
        assertThat(columns.get(1).defaultValue().orElseThrow().form()).isEqualTo(Form.CALL);
        assertThat(columns.get(2).type().orElseThrow().dimensions()).isEqualTo(1);
        assertThat(columns.get(2).defaultValue().orElseThrow().form()).isEqualTo(Form.CONSTANT);
        assertThat(columns.get(3).constraints()).singleElement().isInstanceOf(Constraint.Check.class);
        assertThat(create.definition().constraints()).singleElement().satisfies(key -> {
            assertThat(key).isInstanceOf(Constraint.PrimaryKey.class);
            assertThat(key.columns()).containsExactly("id");
            assertThat(key.name()).map(Identifier::name).contains("Order_pkey");
        });
    }

    @Test
    void namesAreFoldedAndTheirSpellingStays() {
        String sql = "DROP TABLE IF EXISTS Public.Users, U&\"d\\0061ta\", \"A\"\"b\" CASCADE";
        TableChange.DropTable drop = POSTGRES.as(TableChange.DropTable.class, sql);
        assertThat(drop.tables()).extracting(QualifiedName::toString).containsExactly("public.users", "data", "A\"b");
        assertThat(drop.tables().get(0).span().of(sql)).isEqualTo("Public.Users");
        assertThat(drop.cascade()).isTrue();
        assertThat(drop.ifExists()).isTrue();
    }

    @Test
    void eachActionOfAnAlterTableIsReadByItself() {
        TableChange.AlterTable alter = (TableChange.AlterTable)
                POSTGRES.change("ALTER TABLE ONLY t ADD c int, SET NONSENSE (a, b), DROP COLUMN IF EXISTS d CASCADE;");
        assertThat(alter.only()).isTrue();
        assertThat(alter.actions()).hasSize(3);
        assertThat(alter.actions().get(0)).isInstanceOf(AlterAction.AddColumn.class);
        assertThat(alter.actions().get(2)).isInstanceOf(AlterAction.DropColumn.class);
        assertThat(alter.unread()).singleElement().satisfies(unread -> {
            assertThat(unread.reason()).contains("NONSENSE");
            assertThat(unread.span().start()).isEqualTo(30);
        });
    }

    @Test
    void aTypeWithItsUsing() {
        AlterAction.SetType type = POSTGRES.action(
                AlterAction.SetType.class,
                "ALTER TABLE t ALTER COLUMN c SET DATA TYPE timestamp(3) with time zone USING (c AT TIME ZONE 'UTC')");
        assertThat(type.type().name()).isEqualTo("timestamp with time zone");
        assertThat(type.type().postgresName()).isEqualTo("timestamptz");
        assertThat(type.type().arguments()).containsExactly("3");
        assertThat(type.using()).map(Expression::text).contains("(c AT TIME ZONE 'UTC')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                               | CONSTANT |",
                "-1                              | CONSTANT |",
                "'a'::character varying          | CONSTANT |",
                "'{}'::text[]                    | CONSTANT |",
                "ARRAY['a', 'b']::text[]         | CONSTANT |",
                "NULL::varchar(3)                | NULL     |",
                "interval '1 day'                | CONSTANT |",
                "CAST('1' AS numeric(3, 1))      | CONSTANT |",
                "now()                           | CALL     | now",
                "CURRENT_TIMESTAMP               | CALL     | current_timestamp",
                "(gen_random_uuid())             | CALL     | gen_random_uuid",
                "nextval('s'::regclass)          | CALL     | nextval",
                "ext.uuid_v4()::text             | CALL     | uuid_v4",
                "now() + interval '1 day'        | OTHER    | now",
                "1 + 1                           | OTHER    |",
                "(lower('A') < upper('b'))      | OTHER    | lower,upper",
            })
    void formOfADefault(String text, Form form, String functions) {
        AlterAction.AddColumn add = POSTGRES.action(
                AlterAction.AddColumn.class, "ALTER TABLE t ADD COLUMN c x DEFAULT " + text + " NOT NULL");
        Expression value = add.column().defaultValue().orElseThrow();
        assertThat(value.text()).isEqualTo(text);
        assertThat(value.form()).isEqualTo(form);
        assertThat(value.functions()).isEqualTo(functions == null ? List.of() : List.of(functions.split(",")));
        assertThat(add.column().nullability()).isEqualTo(Nullability.NOT_NULL);
    }

    @Test
    void constraintsWithTheirTraits() {
        List<AlterAction> actions = POSTGRES.actions("ALTER TABLE t"
                + " ADD CONSTRAINT f FOREIGN KEY (a, b) REFERENCES s.u (x, y) MATCH FULL ON DELETE SET NULL (a)"
                + " ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED NOT VALID,"
                + " ADD CONSTRAINT k UNIQUE USING INDEX i, ADD CONSTRAINT c CHECK ((a IS NOT NULL)) NOT VALID,"
                + " ADD CONSTRAINT n NOT NULL a NOT VALID, ADD PRIMARY KEY (id) INCLUDE (z),"
                + " ADD CONSTRAINT e EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (active)");
        Constraint.ForeignKey key = (Constraint.ForeignKey) constraint(actions.get(0));
        assertThat(key.table()).hasToString("s.u");
        assertThat(key.columns()).containsExactly("a", "b");
        assertThat(key.referenced()).extracting(Identifier::name).containsExactly("x", "y");
        assertThat(key.onDelete()).contains("SET NULL");
        assertThat(key.onUpdate()).contains("NO ACTION");
        assertThat(key.match()).contains("FULL");
        assertThat(key.traits()).isEqualTo(new Constraint.Traits(true, true, true, true, false));
        assertThat(((Constraint.Unique) constraint(actions.get(1))).usingIndex())
                .map(Identifier::name)
                .contains("i");
        assertThat(((Constraint.Check) constraint(actions.get(2))).notNull())
                .map(Identifier::name)
                .contains("a");
        assertThat(constraint(actions.get(3))).isInstanceOf(Constraint.NotNull.class);
        assertThat(constraint(actions.get(3)).traits().notValid()).isTrue();
        assertThat(((Constraint.PrimaryKey) constraint(actions.get(4))).include())
                .hasSize(1);
        assertThat(((Constraint.Exclude) constraint(actions.get(5))).method()).contains("gist");
    }

    private static Constraint constraint(AlterAction action) {
        return ((AlterAction.AddConstraint) action).constraint();
    }

    @Test
    void generatedColumns() {
        List<AlterAction> actions = POSTGRES.actions("ALTER TABLE t ADD a int GENERATED ALWAYS AS IDENTITY (START 5),"
                + " ADD b int GENERATED BY DEFAULT AS IDENTITY, ADD c int GENERATED ALWAYS AS (a * 2) STORED,"
                + " ADD d int GENERATED ALWAYS AS (a * 2)");
        assertThat(actions)
                .extracting(action -> ((AlterAction.AddColumn) action)
                        .column()
                        .generated()
                        .orElseThrow()
                        .kind())
                .containsExactly(
                        Generated.Kind.IDENTITY_ALWAYS,
                        Generated.Kind.IDENTITY_BY_DEFAULT,
                        Generated.Kind.STORED,
                        Generated.Kind.VIRTUAL);
    }

    @Test
    void anIndex() {
        IndexChange.CreateIndex create = POSTGRES.as(
                IndexChange.CreateIndex.class,
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (a text_pattern_ops DESC NULLS LAST,"
                        + " lower(b) COLLATE \"C\", (c + 1)) INCLUDE (d) NULLS NOT DISTINCT WITH (fillfactor = 70) WHERE a > 0;");
        assertThat(create.concurrently()).isTrue();
        assertThat(create.only()).isTrue();
        assertThat(create.ifNotExists()).isTrue();
        assertThat(create.table()).hasToString("s.t");
        IndexDefinition index = create.index();
        assertThat(index.unique()).isTrue();
        assertThat(index.parts()).extracting(IndexPart::text).containsExactly("a", "lower(b)", "c + 1");
        assertThat(index.columns()).containsExactly("a");
        assertThat(index.parts().get(0).descending()).isTrue();
        assertThat(index.include()).extracting(Identifier::name).containsExactly("d");
        assertThat(index.nullsNotDistinct()).isTrue();
        assertThat(index.where()).map(Expression::text).contains("a > 0");
        assertThat(index.options()).extracting(Option::name).containsExactly("FILLFACTOR");
    }

    @Test
    void enums() {
        assertThat(POSTGRES.as(TypeChange.CreateEnum.class, "CREATE TYPE \"E\" AS ENUM ('A', 'it''s')")
                        .labels())
                .containsExactly("A", "it's");
        TypeChange.AddValue add =
                POSTGRES.as(TypeChange.AddValue.class, "ALTER TYPE s.e ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'");
        assertThat(add.label()).isEqualTo("x");
        assertThat(add.neighbour()).contains("y");
        assertThat(add.before()).isTrue();
        assertThat(POSTGRES.as(TypeChange.RenameValue.class, "ALTER TYPE e RENAME VALUE 'a' TO 'b'")
                        .to())
                .isEqualTo("b");
        assertThat(POSTGRES.as(TypeChange.AlterType.class, "ALTER TYPE \"E_new\" RENAME TO \"E\"")
                        .actions())
                .singleElement()
                .isInstanceOf(AlterAction.RenameTo.class);
    }

    @Test
    void rows() {
        RowChange.Update update = POSTGRES.as(
                RowChange.Update.class,
                "WITH gone AS (DELETE FROM old WHERE id < 3 RETURNING id) UPDATE ONLY s.t AS x SET a = 1, (b, c) = (2, 3)"
                        + " FROM gone JOIN u ON u.id = gone.id WHERE x.id IN (SELECT id FROM v) RETURNING *");
        assertThat(update.targets()).extracting(QualifiedName::toString).containsExactly("s.t");
        assertThat(update.set()).extracting(set -> set.column().name()).containsExactly("a", "b", "c");
        assertThat(update.reads()).extracting(QualifiedName::name).containsExactly("u", "v");
        assertThat(update.where()).isPresent();
        assertThat(update.writes()).singleElement().isInstanceOf(RowChange.Delete.class);
        assertThat(update.tables()).extracting(QualifiedName::name).containsExactly("t", "old");
        assertThat(POSTGRES.as(RowChange.Update.class, "UPDATE t SET a = (SELECT b FROM c WHERE true)")
                        .where())
                .isEmpty();
        assertThat(POSTGRES.as(RowChange.Delete.class, "DELETE FROM t").where()).isEmpty();
        assertThat(POSTGRES.as(RowChange.Truncate.class, "TRUNCATE a, ONLY b * RESTART IDENTITY CASCADE")
                        .tables())
                .hasSize(2);
        assertThat(POSTGRES.as(RowChange.Merge.class, "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE")
                        .reads())
                .extracting(QualifiedName::name)
                .containsExactly("s");
    }

    @Test
    void anInsertFromASelect() {
        RowChange.Insert insert = POSTGRES.as(
                RowChange.Insert.class,
                "INSERT INTO t (a, b) SELECT x.a, extract(year FROM x.b) FROM x, LATERAL (SELECT 1 FROM y) z"
                        + " WHERE a IS DISTINCT FROM b ON CONFLICT DO NOTHING");
        Query query = insert.query().orElseThrow();
        assertThat(insert.columns()).extracting(Identifier::name).containsExactly("a", "b");
        assertThat(query.selected()).extracting(Identifier::name).containsExactly("a", "");
        assertThat(query.reads()).extracting(QualifiedName::name).containsExactly("x", "y");
        assertThat(query.filtered()).isTrue();
        assertThat(insert.onConflict()).isTrue();
        assertThat(POSTGRES.as(RowChange.Insert.class, "INSERT INTO t VALUES (1, 'a'), (2, 'b')")
                        .query())
                .isEmpty();
    }

    @Test
    void aSelectMayMakeATable() {
        TableChange.CreateTable create =
                POSTGRES.as(TableChange.CreateTable.class, "SELECT a, b INTO TEMP TABLE n FROM t WHERE a > 1");
        assertThat(create.table()).hasToString("n");
        assertThat(create.persistence()).isEqualTo(TableChange.Persistence.TEMPORARY);
        assertThat(create.query().orElseThrow().reads())
                .extracting(QualifiedName::name)
                .containsExactly("t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET lock_timeout = '5s'              | SESSION | lock_timeout | 5s",
                "SET LOCAL statement_timeout TO 0     | LOCAL   | statement_timeout | 0",
                "SET search_path TO a, \"B\"          | SESSION | search_path | a, \"B\"",
                "SET TIME ZONE 'UTC'                  | SESSION | timezone | UTC",
                "RESET lock_timeout                   | SESSION | lock_timeout |",
                "SET x.y = DEFAULT                    | SESSION | x.y |",
            })
    void settings(String sql, SettingChange.Scope scope, String name, String value) {
        SettingChange.Assignment only =
                POSTGRES.as(SettingChange.Settings.class, sql).assignments().get(0);
        assertThat(only.scope()).isEqualTo(scope);
        assertThat(only.name()).isEqualTo(name);
        assertThat(only.value()).isEqualTo(Optional.ofNullable(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BEGIN ISOLATION LEVEL SERIALIZABLE | BEGIN",
                "START TRANSACTION                  | BEGIN",
                "END                                | COMMIT",
                "ROLLBACK TO SAVEPOINT a            | ROLLBACK_TO",
                "PREPARE TRANSACTION 'x'            | PREPARE",
                "SET TRANSACTION READ ONLY          | SET_TRANSACTION",
                "SET CONSTRAINTS ALL DEFERRED       | SET_CONSTRAINTS",
            })
    void transactions(String sql, TransactionChange.Control.Verb verb) {
        assertThat(POSTGRES.as(TransactionChange.Control.class, sql).verb()).isEqualTo(verb);
    }

    @Test
    void whatRunsSomethingElse() {
        assertThat(POSTGRES.as(Execution.class, "EXPLAIN (ANALYZE, VERBOSE) DELETE FROM t")
                        .inner())
                .containsInstanceOf(RowChange.Delete.class);
        assertThat(POSTGRES.as(Execution.class, "PREPARE p (int) AS UPDATE t SET a = $1")
                        .inner())
                .containsInstanceOf(RowChange.Update.class);
        String sql = "DO LANGUAGE plpgsql $x$ BEGIN PERFORM 1; END $x$";
        assertThat(POSTGRES.as(Execution.class, sql).body())
                .map(body -> body.of(sql))
                .contains("$x$ BEGIN PERFORM 1; END $x$");
    }

    @Test
    void theRestOfADatabase() {
        assertThat(POSTGRES.as(ViewChange.RefreshView.class, "REFRESH MATERIALIZED VIEW CONCURRENTLY v")
                        .concurrently())
                .isTrue();
        assertThat(POSTGRES.as(ObjectChange.CreateObject.class, "CREATE POLICY p ON t USING (true)")
                        .table())
                .map(QualifiedName::name)
                .contains("t");
        assertThat(POSTGRES.as(ObjectChange.Comment.class, "COMMENT ON COLUMN t.c IS 'x'")
                        .target())
                .isEqualTo("COLUMN");
        ObjectChange.Privileges grant =
                POSTGRES.as(ObjectChange.Privileges.class, "GRANT SELECT (a), INSERT ON TABLE s.t, u TO app, PUBLIC");
        assertThat(grant.privileges()).containsExactly("SELECT", "INSERT");
        assertThat(grant.grantees()).containsExactly("app", "public");
        assertThat(grant.tables()).hasSize(2);
        assertThat(POSTGRES.as(ServerChange.class, "GRANT admin TO app").kind())
                .isEqualTo(ServerChange.Kind.MEMBERSHIP);
        assertThat(POSTGRES.as(ServerChange.class, "CREATE ROLE app LOGIN").kind())
                .isEqualTo(ServerChange.Kind.ROLE);
        assertThat(POSTGRES.as(
                                RoutineChange.CreateTrigger.class,
                                "CREATE TRIGGER g BEFORE INSERT OR UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f()")
                        .events())
                .containsExactly("INSERT", "UPDATE");
        assertThat(POSTGRES.as(
                                RoutineChange.CreateRoutine.class,
                                "CREATE FUNCTION f() RETURNS int LANGUAGE SQL AS 'SELECT 1'")
                        .language())
                .contains("sql");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE",
                "ALTER TABLE t ADD COLUMN",
                "NONSENSE",
                "UPDATE t SET",
                "INSERT INTO t FOO",
                "CREATE INDEX ON t",
                "DELETE t WHERE",
                "DROP TABLE a b",
                "CREATE TABLE t (a int",
                "EXPLAIN EXPLAIN SELECT 1",
                "TRUNCATE",
                "COMMENT ON TABLE t",
                "SET",
                "DO",
                "CREATE VIEW v",
                "LOCK TABLE t IN"
            })
    void whatIsNotUnderstoodIsNeverSilent(String sql) {
        assertThat(POSTGRES.change(sql).unread()).isNotEmpty();
    }
}
