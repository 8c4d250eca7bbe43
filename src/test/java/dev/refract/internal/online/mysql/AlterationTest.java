package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.statement.AlterAction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlterationTest {

    private static Alteration change(String sql) {
        Script script = Script.parse(Dialect.MYSQL, sql);
        assertThat(script.statements()).hasSize(1);
        return Alteration.of(script, script.statements().get(0)).orElseThrow();
    }

    /** M: only the catalog changes; I: instant, P: in place as a rule; O: outside the rows; U: a unique key. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "ADD COLUMN a INT|IP",
                "ADD a INT UNIQUE|U",
                "ADD a SERIAL|U",
                "ADD a INT AUTO_INCREMENT KEY|U",
                "ADD a INT AS (b) STORED|",
                "ADD a INT AS (b) PERSISTENT|",
                "ADD a INT AS (b) VIRTUAL|IP",
                "ADD a INT CHECK (a > 0)|",
                "ADD a INT REFERENCES x (id)|",
                "ADD COLUMN IF NOT EXISTS `a b` INT|IP",
                "DROP a|IP",
                "DROP COLUMN IF EXISTS a|IP",
                "CHANGE a b INT|",
                "MODIFY COLUMN a BIGINT|",
                "RENAME COLUMN a TO b|MIP",
                "RENAME INDEX a TO b|MP",
                "RENAME TO b|MPO",
                "RENAME b|MPO",
                "ALTER COLUMN a SET DEFAULT 1|MIP",
                "ALTER a DROP DEFAULT|MIP",
                "ALTER INDEX a INVISIBLE|MP",
                "ADD INDEX i (a, b DESC)|P",
                "ADD KEY (a)|P",
                "ADD FULLTEXT INDEX f (a)|",
                "ADD UNIQUE INDEX u (a)|PU",
                "ADD CONSTRAINT u UNIQUE KEY (a)|PU",
                "ADD PRIMARY KEY (a)|U",
                "ADD CONSTRAINT PRIMARY KEY (a)|U",
                "ADD CONSTRAINT `f` FOREIGN KEY (a) REFERENCES x (id)|",
                "ADD CONSTRAINT c CHECK (a > 0)|",
                "DROP INDEX i|MP",
                "DROP KEY `PRIMARY`|",
                "DROP PRIMARY KEY|",
                "DROP FOREIGN KEY f|MP",
                "DROP CONSTRAINT IF EXISTS c|MP",
                "DROP CHECK c|MP",
                "CONVERT TO CHARACTER SET utf8mb4|",
                "PARTITION BY HASH(id) PARTITIONS 4|",
                "REMOVE PARTITIONING|",
                "ADD PARTITION (PARTITION p1 VALUES LESS THAN (9))|MPO",
                "DROP PARTITION p0|MPO",
                "EXCHANGE PARTITION p0 WITH TABLE x|MPO",
                "REORGANIZE PARTITION p0 INTO (PARTITION p1 VALUES LESS THAN (9))|",
                "DISCARD TABLESPACE|MPO",
                "DISABLE KEYS|MPO",
                "ADD SYSTEM VERSIONING|",
                "ENGINE=InnoDB|",
                "COMMENT 'RENAME TO x, ADD UNIQUE (a)'|MP",
                "AUTO_INCREMENT = 7|MP",
                "FORCE|",
                "ORDER BY a|",
                "WIBBLE WOBBLE|",
            })
    void knowsWhatServersDoForEachAction(String action, String expected) {
        List<AlterAction> actions = change("ALTER TABLE t " + action + ";").actions();

        assertThat(actions).hasSize(1);
        AlterAction only = actions.get(0);
        String known = (Actions.isMetadataOnly(only) ? "M" : "")
                + (Actions.isInstantAsARule(only) ? "I" : "")
                + (Actions.isInPlaceAsARule(only) ? "P" : "")
                + (Actions.isOutsideTheRows(only) ? "O" : "")
                + (Actions.definesUniqueKey(only) ? "U" : "");
        assertThat(known).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void partitioningNeedsNoCommaBeforeIt() {
        Alteration change =
                change("ALTER TABLE t ADD COLUMN a INT PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5))");
        assertThat(change.any(Actions::repartitions)).isTrue();
        assertThat(change.has(AlterAction.AddColumn.class)).isTrue();
    }

    @Test
    void columnsInParenthesesAreEachAnAction() {
        assertThat(change("ALTER TABLE t ADD (a INT, b INT)").all(AlterAction.AddColumn.class))
                .extracting(add -> add.column().name().name())
                .containsExactly("a", "b");
    }

    @Test
    void knowsWhatColumnsAreCalledAfterwards() {
        Alteration change = change("ALTER TABLE t CHANGE COLUMN `a` `b` INT, RENAME COLUMN c TO d, CHANGE e E INT");
        assertThat(change.newName("A")).contains("b");
        assertThat(change.newName("c")).contains("d");
        assertThat(change.newName("e")).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsNothingThatAServerMayBeAskedFor() {
        Alteration change = change("ALTER TABLE t WIBBLE WOBBLE, DROP COLUMN a");
        assertThat(change.has(AlterAction.UnreadAction.class)).isTrue();
        assertThat(change.is(Actions::isInPlaceAsARule)).isFalse();
    }

    @Test
    void passesOnTheTextAsItIsWritten() {
        Alteration change = change(
                "ALTER  /* a */ TABLE `my``table` -- b\n ADD COLUMN `x,y` ENUM('a;b', 'c''d') COMMENT \"ADD, DROP\", "
                        + "# c\n /*!80000 ADD INDEX (`x,y`), */ DROP z -- d\n;");
        assertThat(change.table().name()).isEqualTo("my`table");
        assertThat(change.text())
                .isEqualTo(" -- b\n ADD COLUMN `x,y` ENUM('a;b', 'c''d') COMMENT \"ADD, DROP\", # c\n /*!80000 ADD "
                        + "INDEX (`x,y`), */ DROP z -- d\n");
        assertThat(change.actions())
                .extracting(action -> action.getClass().getSimpleName())
                .containsExactly("AddColumn", "AddIndex", "DropColumn");
        assertThat(change.torn()).isFalse();
    }

    @Test
    void seesACommentThatTearsTheStatement() {
        assertThat(change("/*!50000 ALTER TABLE t ADD x INT */;").torn()).isTrue();
        assertThat(change("ALTER /*!50000 ONLINE */ TABLE t ADD x INT").torn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "CREATE INDEX i ON t (a, b(10) DESC)|ADD INDEX `i` (a, b(10) DESC)",
                "CREATE UNIQUE INDEX `i` USING BTREE ON `db`.`t`(`a`) COMMENT 'x'|ADD UNIQUE INDEX `i` USING "
                        + "btree(`a`) COMMENT 'x'",
                "CREATE FULLTEXT INDEX f ON t (a) WITH PARSER ngram|ADD FULLTEXT INDEX `f` (a) WITH PARSER ngram",
                "DROP INDEX i ON t|DROP INDEX `i`",
                "CREATE OR REPLACE INDEX i ON t (a)|DROP INDEX IF EXISTS `i`, ADD INDEX `i` (a)",
                "CREATE INDEX IF NOT EXISTS i ON t (a)|ADD INDEX IF NOT EXISTS `i` (a)",
                "DROP INDEX IF EXISTS i ON t|DROP INDEX IF EXISTS `i`",
                "DROP INDEX `PRIMARY` ON t|DROP PRIMARY KEY ",
            })
    void indexesAreAlters(String sql, String actions) {
        assertThat(change(sql).text().strip()).isEqualTo(actions.strip());
        assertThat(change(sql).table().name()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD x INT, ALGORITHM=INPLACE",
                "ALTER TABLE t ADD x INT, LOCK = NONE",
                "ALTER TABLE t ALGORITHM=COPY, ADD x INT",
                "CREATE INDEX i ON t (a) ALGORITHM=INPLACE LOCK=NONE",
                "CREATE INDEX i ON t (a) LOCK=SHARED",
                "DROP INDEX i ON t ALGORITHM=INPLACE"
            })
    void anAuthorMayChooseForHimself(String sql) {
        assertThat(change(sql).choosesItself()).isTrue();
    }

    @Test
    void aCommentOrAColumnIsNoChoice() {
        assertThat(change("ALTER TABLE t ADD x INT COMMENT 'ALGORITHM=COPY' /* LOCK=NONE */, ADD `algorithm` INT")
                        .choosesItself())
                .isFalse();
    }

    @Test
    void namesConstraintsAsTheToolDoes() {
        String sql = "ALTER TABLE t DROP FOREIGN KEY `fk`, DROP CONSTRAINT _c, DROP FOREIGN KEY /* x */ __d, DROP "
                + "CONSTRAINT other";
        assertThat(change(sql).forTool(List.of("fk", "_c", "__d")))
                .isEqualTo("DROP FOREIGN KEY `_fk`, DROP CONSTRAINT `__c`, DROP FOREIGN KEY /* x */ `d`, DROP "
                        + "CONSTRAINT other");
        assertThat(Alteration.toolName("f".repeat(64))).isEqualTo("_" + "f".repeat(63));
    }

    @Test
    void asksBehindALineComment() {
        assertThat(change("ALTER TABLE t ADD x INT -- why\n;").asking("db", "ALGORITHM=INSTANT"))
                .isEqualTo("ALTER TABLE `db`.`t` ADD x INT -- why\n\n, ALGORITHM=INSTANT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD UNIQUE (a)",
                "ADD PRIMARY KEY (a)",
                "ADD a INT UNIQUE",
                "ADD (a INT, b INT UNIQUE KEY)",
                "ADD a INT PRIMARY KEY",
                "MODIFY a INT KEY",
                "CHANGE a b INT UNIQUE"
            })
    void seesANewUniqueKey(String action) {
        assertThat(change("ALTER TABLE t " + action).any(Actions::definesUniqueKey))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD a INT COMMENT 'UNIQUE'",
                "ADD `unique` INT",
                "ADD INDEX u (a)",
                "ADD a VARCHAR(10) DEFAULT 'PRIMARY KEY'"
            })
    void seesNoUniqueKeyInWords(String action) {
        assertThat(change("ALTER TABLE t " + action).any(Actions::definesUniqueKey))
                .isFalse();
    }
}
