package dev.refract.internal.sql.statement;

import static dev.refract.internal.sql.statement.Reading.MYSQL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.statement.AlterAction.DropConstraint.Target;
import dev.refract.internal.sql.statement.AlterAction.Partitioning.Verb;
import dev.refract.internal.sql.statement.ColumnDefinition.Generated;
import dev.refract.internal.sql.statement.ColumnDefinition.Nullability;
import dev.refract.internal.sql.statement.SettingChange.Scope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MySQL's and MariaDB's. */
class MysqlReaderTest {

    @Test
    void aTableAsPrismaMakesIt() {
        TableChange.CreateTable create = MYSQL.as(TableChange.CreateTable.class, """
                CREATE TABLE `Order` (
                    `id` INTEGER NOT NULL AUTO_INCREMENT,
                    `state` ENUM('NEW', 'it''s') NOT NULL DEFAULT 'NEW' COMMENT 'where it is',
                    `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
                    `name` VARCHAR(191) CHARACTER SET latin1 COLLATE latin1_bin NULL,
                    `twice` INT AS (`id` * 2) VIRTUAL,

                    UNIQUE INDEX `Order_state_key`(`state`),
                    INDEX `Order_name_idx`(`name`(10) DESC) USING BTREE COMMENT 'x',
                    FULLTEXT INDEX `ft`(`name`) WITH PARSER ngram,
                    PRIMARY KEY (`id`)
                ) DEFAULT CHARACTER SET utf8mb4 COLLATE=utf8mb4_unicode_ci, ENGINE InnoDB;""");
        List<ColumnDefinition> columns = create.definition().columns();
        assertThat(columns.get(0).autoIncrement()).isTrue();
        assertThat(columns.get(1).type().orElseThrow().arguments()).containsExactly("NEW", "it's");
        assertThat(columns.get(1).comment()).contains("where it is");
        assertThat(columns.get(2).defaultValue().orElseThrow().functions()).containsExactly("current_timestamp");
        assertThat(columns.get(2).onUpdate()).isPresent();
        assertThat(columns.get(3).type().orElseThrow().charset()).contains("latin1");
        assertThat(columns.get(3).type().orElseThrow().collation()).contains("latin1_bin");
        assertThat(columns.get(3).nullability()).isEqualTo(Nullability.NULL);
        assertThat(columns.get(4).generated().orElseThrow().kind()).isEqualTo(Generated.Kind.VIRTUAL);
        assertThat(create.definition().constraints()).hasSize(2);
        assertThat(create.definition().indexes()).hasSize(2);
        assertThat(create.definition().indexes().get(0).parts().get(0).prefix()).hasValue(10);
        assertThat(create.definition().indexes().get(1).type()).contains("FULLTEXT");
        assertThat(create.definition().options())
                .extracting(Option::name)
                .containsExactly("CHARACTER SET", "COLLATE", "ENGINE");
    }

    @Test
    void columnsThatAnAlterTableChanges() {
        List<AlterAction> actions = MYSQL.actions(
                "ALTER TABLE `a`.t ADD COLUMN (x int unsigned zerofill, y text),"
                        + " MODIFY z decimal(10,2) NOT NULL DEFAULT (uuid()) AFTER y, CHANGE COLUMN q `r` varchar(5) DEFAULT -1 FIRST,"
                        + " ALTER b SET DEFAULT 'x', ALTER COLUMN b DROP DEFAULT, RENAME COLUMN c TO d, DROP COLUMN IF EXISTS e");
        assertThat(actions).hasSize(8);
        assertThat(((AlterAction.AddColumn) actions.get(0))
                        .column()
                        .type()
                        .orElseThrow()
                        .unsigned())
                .isTrue();
        AlterAction.ModifyColumn modify = (AlterAction.ModifyColumn) actions.get(2);
        assertThat(modify.column().defaultValue().orElseThrow().form()).isEqualTo(Expression.Form.CALL);
        assertThat(modify.position().orElseThrow().after())
                .map(Identifier::name)
                .contains("y");
        AlterAction.ChangeColumn change = (AlterAction.ChangeColumn) actions.get(3);
        assertThat(change.from()).hasToString("q");
        assertThat(change.column().name()).hasToString("r");
        assertThat(change.position().orElseThrow().after()).isEmpty();
        assertThat(actions.get(5)).isInstanceOf(AlterAction.DropDefault.class);
    }

    @Test
    void keysAndConstraints() {
        List<AlterAction> actions = MYSQL.actions("ALTER TABLE t ADD UNIQUE KEY u (a(3), (lower(b))) USING BTREE,"
                + " ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.u (id) ON DELETE CASCADE, ADD CHECK (a > 0) NOT ENFORCED,"
                + " DROP PRIMARY KEY, DROP INDEX `PRIMARY`, DROP KEY k, DROP FOREIGN KEY f, DROP CHECK c, DROP CONSTRAINT d,"
                + " RENAME INDEX a TO b, ALTER INDEX i INVISIBLE, ADD SPATIAL INDEX (g)");
        Constraint.Unique unique = (Constraint.Unique) ((AlterAction.AddConstraint) actions.get(0)).constraint();
        assertThat(unique.indexName()).map(Identifier::name).contains("u");
        assertThat(unique.parts()).extracting(IndexPart::text).containsExactly("a", "lower(b)");
        assertThat(((AlterAction.AddConstraint) actions.get(1)).constraint()).isInstanceOf(Constraint.ForeignKey.class);
        assertThat(((AlterAction.AddConstraint) actions.get(2))
                        .constraint()
                        .traits()
                        .enforced())
                .isFalse();
        assertThat(actions.subList(3, 9))
                .extracting(action -> action instanceof AlterAction.DropConstraint drop ? drop.target() : null)
                .containsExactly(
                        Target.PRIMARY_KEY, Target.PRIMARY_KEY, null, Target.FOREIGN_KEY, Target.CHECK, Target.ANY);
        assertThat(((AlterAction.AddIndex) actions.get(11)).index().type()).contains("SPATIAL");
    }

    @Test
    void optionsNeedNoComma() {
        List<AlterAction> actions = MYSQL.actions("ALTER TABLE t ENGINE=InnoDB ROW_FORMAT DYNAMIC COMMENT='x', FORCE,"
                + " CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ALGORITHM=inplace, LOCK NONE"
                + " PARTITION BY HASH (id) PARTITIONS 4");
        assertThat(actions).hasSize(8);
        assertThat(((AlterAction.TableOption) actions.get(1)).option())
                .extracting(Option::name, Option::value)
                .containsExactly("ROW_FORMAT", Optional.of("DYNAMIC"));
        assertThat(((AlterAction.Algorithm) actions.get(5)).value()).isEqualTo("INPLACE");
        assertThat(((AlterAction.Lock) actions.get(6)).value()).isEqualTo("NONE");
        assertThat(((AlterAction.Partitioning) actions.get(7)).verb()).isEqualTo(Verb.PARTITION_BY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ADD PARTITION (PARTITION p VALUES LESS THAN (5)) | ADD",
                "DROP PARTITION a, b | DROP",
                "TRUNCATE PARTITION ALL | TRUNCATE",
                "EXCHANGE PARTITION p WITH TABLE s.t WITHOUT VALIDATION | EXCHANGE",
                "REORGANIZE PARTITION p INTO (PARTITION q VALUES IN (1, 2)) | REORGANIZE",
                "COALESCE PARTITION 2 | COALESCE",
                "REMOVE PARTITIONING | REMOVE",
            })
    void partitions(String action, Verb verb) {
        assertThat(MYSQL.action(AlterAction.Partitioning.class, "ALTER TABLE t " + action)
                        .verb())
                .isEqualTo(verb);
    }

    @Test
    void executableCommentsAreCode() {
        assertThat(MYSQL.action(AlterAction.AddColumn.class, "ALTER /*!50000 TABLE t ADD x int */;")
                        .column()
                        .name())
                .hasToString("x");
    }

    @Test
    void indexes() {
        IndexChange.CreateIndex create = MYSQL.as(
                IndexChange.CreateIndex.class,
                "CREATE UNIQUE INDEX i USING BTREE ON t (a(10), b DESC) COMMENT 'x' ALGORITHM=INPLACE LOCK=NONE");
        assertThat(create.index().unique()).isTrue();
        assertThat(create.index().method()).contains("btree");
        assertThat(create.algorithmAndLock()).hasSize(2);
        IndexChange.DropIndexes drop =
                MYSQL.as(IndexChange.DropIndexes.class, "DROP INDEX `i` ON s.t ALGORITHM=INPLACE");
        assertThat(drop.table()).map(QualifiedName::toString).contains("s.t");
    }

    @Test
    void rows() {
        RowChange.Delete delete =
                MYSQL.as(RowChange.Delete.class, "DELETE a FROM tt AS a JOIN b USING (id) WHERE a.x = 1");
        assertThat(delete.targets()).extracting(QualifiedName::name).containsExactly("tt");
        assertThat(delete.reads()).extracting(QualifiedName::name).containsExactly("b");
        assertThat(delete.where()).isPresent();
        RowChange.Update update = MYSQL.as(
                RowChange.Update.class, "UPDATE LOW_PRIORITY t JOIN u ON t.a = u.a SET t.b = 1, u.c := 2 LIMIT 5");
        assertThat(update.targets()).extracting(QualifiedName::name).containsExactly("t", "u");
        assertThat(update.set()).extracting(set -> set.column().name()).containsExactly("b", "c");
        assertThat(MYSQL.as(RowChange.Update.class, "UPDATE t SET a = 1 ORDER BY id LIMIT 5")
                        .limited())
                .isTrue();
        assertThat(MYSQL.as(RowChange.Insert.class, "INSERT IGNORE INTO t (a) VALUES (1)")
                        .onConflict())
                .isTrue();
        assertThat(MYSQL.as(RowChange.Insert.class, "REPLACE t SET a = 1").replace())
                .isTrue();
        assertThat(MYSQL.as(RowChange.Insert.class, "INSERT t SELECT * FROM u ON DUPLICATE KEY UPDATE a = 1")
                        .query())
                .isPresent();
        assertThat(MYSQL.as(RowChange.Load.class, "LOAD DATA LOCAL INFILE 'x' INTO TABLE t")
                        .local())
                .isTrue();
    }

    @Test
    void settings() {
        List<SettingChange.Assignment> set = MYSQL.as(
                        SettingChange.Settings.class,
                        "SET GLOBAL a = 1, @@session.b = 2, @x := @y + 1, @@persist.c = DEFAULT, sql_mode = 'A,B', NAMES utf8mb4")
                .assignments();
        assertThat(set)
                .extracting(SettingChange.Assignment::name)
                .containsExactly("a", "b", "@x", "c", "sql_mode", "names");
        assertThat(set)
                .extracting(SettingChange.Assignment::scope)
                .containsExactly(
                        Scope.GLOBAL, Scope.SESSION, Scope.USER_VARIABLE, Scope.PERSIST, Scope.SESSION, Scope.SESSION);
        assertThat(set.get(3).value()).isEmpty();
        assertThat(set.get(4).value()).contains("A,B");
    }

    @Test
    void tablesAndTheServer() {
        assertThat(MYSQL.as(TableChange.RenameTables.class, "RENAME TABLE a TO b, s.c TO s.d")
                        .renamings())
                .hasSize(2);
        assertThat(MYSQL.as(TransactionChange.LockTables.class, "LOCK TABLES a READ, b AS c LOW_PRIORITY WRITE")
                        .locked())
                .hasSize(2);
        assertThat(MYSQL.as(ServerChange.class, "GRANT ALL ON *.* TO u@localhost")
                        .kind())
                .isEqualTo(ServerChange.Kind.MEMBERSHIP);
        assertThat(MYSQL.as(ServerChange.class, "CREATE DATABASE IF NOT EXISTS x")
                        .names())
                .containsExactly("x");
        assertThat(MYSQL.as(Execution.class, "BEGIN NOT ATOMIC SELECT 1; END").verb())
                .isEqualTo(Execution.Verb.BLOCK);
        assertThat(MYSQL.as(
                                RoutineChange.CreateTrigger.class,
                                "CREATE DEFINER=`a`@`%` TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END")
                        .tables())
                .extracting(QualifiedName::name)
                .containsExactly("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD x int NONSENSE", "CREATE TABLE t (a int) NONSENSE", "NONSENSE", "CREATE NONSENSE x",
                "DELETE FROM", "RENAME TABLE a", "DROP INDEX i", "UPDATE t WHERE a = 1"
            })
    void whatIsNotUnderstoodIsNeverSilent(String sql) {
        assertThat(MYSQL.change(sql).unread()).isNotEmpty();
    }
}
