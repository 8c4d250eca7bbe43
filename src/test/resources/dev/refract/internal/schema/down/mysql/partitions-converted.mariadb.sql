-- before
CREATE TABLE t (id int PRIMARY KEY, k int, KEY (k)) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN (30), PARTITION p3 VALUES LESS THAN MAXVALUE);
CREATE TABLE l (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k) (PARTITION a VALUES IN (1), PARTITION b VALUES IN (2, 3) COMMENT = 'two', PARTITION c VALUES IN (4));

-- up
ALTER TABLE t CONVERT PARTITION p3 TO TABLE t3;
ALTER TABLE t CONVERT PARTITION p2 TO TABLE `t 2`;
ALTER TABLE t CONVERT PARTITION p0 TO TABLE t0;
ALTER TABLE l CONVERT PARTITION b TO TABLE lb;

-- down
-- This file was generated; read it before you rely on it.

-- The rows that statement 3 of the migration moved go back.
INSERT INTO `t` (`id`, `k`)
SELECT `id`, `k` FROM `t0`;

-- Fails where: a row that was written to `lb` since belongs to another partition.
ALTER TABLE `l` CONVERT TABLE `lb` TO PARTITION `b` VALUES IN (2,3) COMMENT = 'two' ENGINE = InnoDB;

-- Fails where: a row that was written to `t 2` since belongs to another partition.
ALTER TABLE `t` CONVERT TABLE `t 2` TO PARTITION `p2` VALUES LESS THAN (30) ENGINE = InnoDB;

-- Fails where: a row that was written to `t3` since belongs to another partition.
ALTER TABLE `t` CONVERT TABLE `t3` TO PARTITION `p3` VALUES LESS THAN MAXVALUE ENGINE = InnoDB;

-- Fails where: a row belongs to none of these partitions.
ALTER TABLE `l` REORGANIZE PARTITION `c`, `b` INTO (
    PARTITION `b` VALUES IN (2,3) COMMENT = 'two' ENGINE = InnoDB,
    PARTITION `c` VALUES IN (4) ENGINE = InnoDB
);

ALTER TABLE `t` REORGANIZE PARTITION `p1` INTO (
    PARTITION `p0` VALUES LESS THAN (10) ENGINE = InnoDB,
    PARTITION `p1` VALUES LESS THAN (20) ENGINE = InnoDB
);

-- Loses: `t0`: the table with all its rows.
DROP TABLE `t0`;
