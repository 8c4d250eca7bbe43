-- before
CREATE TABLE t (id int PRIMARY KEY, k int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN (30));
CREATE TABLE x (id int PRIMARY KEY, k int);

-- up
ALTER TABLE t TRUNCATE PARTITION p2;
ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE x;
ALTER TABLE t DROP PARTITION p1;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`: statement 1 of the migration emptied partitions, whose rows do not come back: ALTER TABLE t
--   TRUNCATE PARTITION p2;
-- Loses: `t`: statement 2 of the migration exchanged rows, which stay where they are now: ALTER TABLE t
--   EXCHANGE PARTITION p0 WITH TABLE x;
-- Loses: `x`: statement 2 of the migration exchanged rows, which stay where they are now: ALTER TABLE t
--   EXCHANGE PARTITION p0 WITH TABLE x;
-- Loses: `t`: statement 3 of the migration dropped partitions, whose rows do not come back: ALTER TABLE t
--   DROP PARTITION p1;

ALTER TABLE `t` REORGANIZE PARTITION p2 INTO (
    PARTITION p1 VALUES LESS THAN (20) ENGINE = InnoDB,
    PARTITION p2 VALUES LESS THAN (30) ENGINE = InnoDB
);
