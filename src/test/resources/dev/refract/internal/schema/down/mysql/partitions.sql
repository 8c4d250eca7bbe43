-- before
CREATE TABLE p (id int not null, y int not null, primary key (id, y)) partition by range (y) (partition p0 values less than (10), partition p1 values less than maxvalue);
CREATE TABLE q (id int primary key);
CREATE TABLE r (id int primary key) partition by hash (id) partitions 2;
INSERT INTO p VALUES (1, 1), (2, 20);

-- up
ALTER TABLE p REORGANIZE PARTITION p1 INTO (PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN MAXVALUE);
ALTER TABLE q PARTITION BY KEY (id) PARTITIONS 4;
ALTER TABLE r REMOVE PARTITIONING;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `p` REORGANIZE PARTITION p1, p2 INTO (
    PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB
);

ALTER TABLE `q` REMOVE PARTITIONING;

-- Fails where: a row belongs to none of these partitions.
ALTER TABLE `r`
PARTITION BY HASH (`id`)
PARTITIONS 2;
