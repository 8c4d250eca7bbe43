package dev.refract.internal.sql.statement;

import static dev.refract.internal.sql.statement.Reading.SQLITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteReaderTest {

    @Test
    void aTableAsPrismaMakesIt() {
        TableChange.CreateTable create = SQLITE.as(TableChange.CreateTable.class, """
                CREATE TABLE "new_User" (
                    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP CHECK ("at" > 1),
                    [odd name] "varchar"(10) DEFAULT -1 COLLATE nocase,
                    untyped UNIQUE ON CONFLICT IGNORE,
                    CONSTRAINT "User_fkey" FOREIGN KEY ("odd name") REFERENCES "P" ("id") ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;""");
        List<ColumnDefinition> columns = create.definition().columns();
        assertThat(columns).hasSize(4);
        assertThat(columns.get(0).autoIncrement()).isTrue();
        assertThat(columns.get(0).isRequired()).isTrue();
        assertThat(columns.get(1).constraints()).singleElement().isInstanceOf(Constraint.Check.class);
        assertThat(columns.get(2).name()).hasToString("odd name");
        assertThat(columns.get(2).type().orElseThrow().collation()).contains("nocase");
        assertThat(columns.get(3).type()).isEmpty();
        assertThat(create.definition().constraints()).singleElement().isInstanceOf(Constraint.ForeignKey.class);
        assertThat(create.definition().options()).hasSize(2);
    }

    @Test
    void aTableThatIsRedefined() {
        RowChange.Insert insert = SQLITE.as(
                RowChange.Insert.class,
                "INSERT INTO \"new_User\" (\"id\", \"n\") SELECT \"id\", coalesce(\"n\", 1) AS \"n\" FROM \"User\"");
        assertThat(insert.query().orElseThrow().reads())
                .extracting(QualifiedName::name)
                .containsExactly("User");
        assertThat(insert.query().orElseThrow().selected())
                .extracting(Identifier::name)
                .containsExactly("id", "");
        SettingChange.Assignment pragma = SQLITE.as(SettingChange.Settings.class, "PRAGMA main.foreign_keys=OFF")
                .assignments()
                .get(0);
        assertThat(pragma.scope()).isEqualTo(SettingChange.Scope.PRAGMA);
        assertThat(pragma.name()).isEqualTo("foreign_keys");
        assertThat(pragma.value()).contains("OFF");
    }

    @Test
    void actions() {
        assertThat(SQLITE.action(AlterAction.RenameColumn.class, "ALTER TABLE t RENAME a TO b")
                        .to())
                .hasToString("b");
        assertThat(SQLITE.action(AlterAction.RenameTo.class, "ALTER TABLE t RENAME TO u")
                        .name())
                .hasToString("u");
        assertThat(SQLITE.action(AlterAction.AddColumn.class, "ALTER TABLE t ADD a")
                        .column()
                        .type())
                .isEmpty();
        assertThat(SQLITE.action(AlterAction.DropColumn.class, "ALTER TABLE t DROP COLUMN a")
                        .column())
                .hasToString("a");
    }

    @Test
    void theRest() {
        IndexChange.CreateIndex index = SQLITE.as(
                IndexChange.CreateIndex.class,
                "CREATE UNIQUE INDEX s.i ON t (lower(a) DESC, b COLLATE nocase) WHERE a > 1");
        assertThat(index.index().parts()).extracting(IndexPart::text).containsExactly("lower(a)", "b");
        assertThat(index.index().where()).isPresent();
        assertThat(SQLITE.as(
                                RoutineChange.CreateTrigger.class,
                                "CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN DELETE FROM u; END")
                        .tables())
                .extracting(QualifiedName::name)
                .containsExactly("t");
        assertThat(SQLITE.as(ServerChange.class, "ATTACH 'x.db' AS y").names()).containsExactly("y");
        assertThat(SQLITE.as(TransactionChange.Control.class, "BEGIN IMMEDIATE TRANSACTION")
                        .mode())
                .contains("IMMEDIATE");
        assertThat(SQLITE.as(TableChange.CreateTable.class, "CREATE VIRTUAL TABLE t USING fts5(a, b)")
                        .foreign())
                .isTrue();
        assertThat(SQLITE.as(RowChange.Insert.class, "INSERT OR REPLACE INTO t VALUES (1)")
                        .onConflict())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ALTER TABLE t ALTER COLUMN a TYPE int", "TRUNCATE t", "CREATE TABLE t", "DROP t", "PRAGMA"})
    void whatIsNotUnderstoodIsNeverSilent(String sql) {
        assertThat(SQLITE.change(sql).unread()).isNotEmpty();
    }
}
