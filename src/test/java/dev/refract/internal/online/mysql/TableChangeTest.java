package dev.refract.internal.online.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.online.mysql.Action.Kind;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Script;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableChangeTest {

    private static TableChange change(String sql) {
        Script script = Script.parse(Dialect.MYSQL, sql);
        assertThat(script.statements()).hasSize(1);
        return TableChange.of(script, script.statements().get(0)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "ADD COLUMN a INT|ADD_COLUMN|a|",
                "ADD a INT UNIQUE|ADD_COLUMN|a|",
                "ADD COLUMN IF NOT EXISTS `a b` INT|ADD_COLUMN|a b|",
                "ADD (a INT, b INT)|ADD_COLUMN||",
                "DROP a|DROP_COLUMN|a|",
                "DROP COLUMN IF EXISTS a|DROP_COLUMN|a|",
                "CHANGE a b INT|CHANGE_COLUMN|a|b",
                "CHANGE COLUMN `a` `b` INT|CHANGE_COLUMN|a|b",
                "MODIFY COLUMN a BIGINT|MODIFY_COLUMN|a|",
                "RENAME COLUMN a TO b|RENAME_COLUMN|a|b",
                "RENAME INDEX a TO b|RENAME_INDEX|a|b",
                "RENAME KEY a TO b|RENAME_INDEX|a|b",
                "RENAME TO b|RENAME_TABLE||b",
                "RENAME b|RENAME_TABLE||b",
                "ALTER COLUMN a SET DEFAULT 1|ALTER_COLUMN||",
                "ALTER INDEX a INVISIBLE|ALTER_INDEX||",
                "ADD INDEX i (a, b DESC)|ADD_INDEX||",
                "ADD KEY (a)|ADD_INDEX||",
                "ADD FULLTEXT INDEX f (a)|ADD_INDEX||",
                "ADD UNIQUE INDEX u (a)|ADD_UNIQUE||",
                "ADD UNIQUE (a)|ADD_UNIQUE||",
                "ADD CONSTRAINT u UNIQUE KEY (a)|ADD_UNIQUE|u|",
                "ADD PRIMARY KEY (a)|ADD_PRIMARY||",
                "ADD CONSTRAINT PRIMARY KEY (a)|ADD_PRIMARY||",
                "ADD CONSTRAINT `f` FOREIGN KEY (a) REFERENCES x (id)|ADD_FOREIGN_KEY|f|",
                "ADD FOREIGN KEY (a) REFERENCES x (id)|ADD_FOREIGN_KEY||",
                "ADD CONSTRAINT c CHECK (a > 0)|ADD_CHECK|c|",
                "DROP INDEX i|DROP_INDEX|i|",
                "DROP KEY `PRIMARY`|DROP_PRIMARY|PRIMARY|",
                "DROP PRIMARY KEY|DROP_PRIMARY||",
                "DROP FOREIGN KEY f|DROP_FOREIGN_KEY|f|",
                "DROP CONSTRAINT IF EXISTS c|DROP_CONSTRAINT|c|",
                "DROP CHECK c|DROP_CHECK|c|",
                "CONVERT TO CHARACTER SET utf8mb4|CONVERT_CHARSET||",
                "PARTITION BY HASH(id) PARTITIONS 4|PARTITION_BY||",
                "REMOVE PARTITIONING|PARTITION_BY||",
                "ADD COLUMN a INT PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5))|PARTITION_BY||",
                "ADD PARTITION (PARTITION p1 VALUES LESS THAN (9))|PARTITION_QUICK||",
                "DROP PARTITION p0|PARTITION_QUICK||",
                "EXCHANGE PARTITION p0 WITH TABLE x|PARTITION_QUICK||",
                "REORGANIZE PARTITION p0 INTO (PARTITION p1 VALUES LESS THAN (9))|PARTITION_COPYING||",
                "DISCARD TABLESPACE|TABLESPACE||",
                "DISABLE KEYS|KEYS||",
                "ADD SYSTEM VERSIONING|VERSIONING||",
                "ENGINE=InnoDB|OPTION||",
                "COMMENT 'RENAME TO x, ADD UNIQUE (a)'|OPTION||",
                "FORCE|OPTION||",
            })
    void knowsEachAction(String action, Kind kind, String name, String newName) {
        TableChange change = change("ALTER TABLE t " + action + ";");
        assertThat(change.parts()).hasSize(1);
        Action part = change.parts().get(0);
        assertThat(part.kind()).isEqualTo(kind);
        assertThat(part.name()).isEqualTo(name == null ? "" : name);
        assertThat(part.newName()).isEqualTo(newName == null ? "" : newName);
    }

    @Test
    void passesOnTheTextAsItIsWritten() {
        TableChange change = change(
                "ALTER  /* a */ TABLE `my``table` -- b\n ADD COLUMN `x,y` ENUM('a;b', 'c''d') COMMENT \"ADD, DROP\", "
                        + "# c\n /*!80000 ADD INDEX (`x,y`), */ DROP z -- d\n;");
        assertThat(change.table().name()).isEqualTo("my`table");
        assertThat(change.actions())
                .isEqualTo(" -- b\n ADD COLUMN `x,y` ENUM('a;b', 'c''d') COMMENT \"ADD, DROP\", # c\n /*!80000 ADD "
                        + "INDEX (`x,y`), */ DROP z -- d\n");
        assertThat(change.parts())
                .extracting(Action::kind)
                .containsExactly(Kind.ADD_COLUMN, Kind.ADD_INDEX, Kind.DROP_COLUMN);
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
                "CREATE INDEX i ON t (a, b(10) DESC)|ADD INDEX i  (a, b(10) DESC)",
                "CREATE UNIQUE INDEX `i` USING BTREE ON `db`.`t`(`a`) COMMENT 'x'|ADD UNIQUE INDEX `i` USING BTREE "
                        + "(`a`) COMMENT 'x'",
                "CREATE FULLTEXT INDEX f ON t (a) WITH PARSER ngram|ADD FULLTEXT INDEX f  (a) WITH PARSER ngram",
                "DROP INDEX i ON t|DROP INDEX i ",
                "DROP INDEX `PRIMARY` ON t|DROP PRIMARY KEY ",
            })
    void indexesAreAlters(String sql, String actions) {
        assertThat(change(sql).actions().strip()).isEqualTo(actions.strip());
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
        assertThat(TableChange.toolName("f".repeat(64))).isEqualTo("_" + "f".repeat(63));
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
        assertThat(change("ALTER TABLE t " + action).parts()).anyMatch(Action::definesUniqueKey);
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
        assertThat(change("ALTER TABLE t " + action).parts()).noneMatch(Action::definesUniqueKey);
    }
}
