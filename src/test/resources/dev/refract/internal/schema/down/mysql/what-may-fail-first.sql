-- before
CREATE TABLE a (id int PRIMARY KEY, v int, w int);
CREATE TABLE b (id int PRIMARY KEY, k int, UNIQUE KEY uk (k));
CREATE TABLE z (id int PRIMARY KEY, k varchar(10));

-- up
CREATE TABLE n (id int PRIMARY KEY, a_id int, CONSTRAINT n_a FOREIGN KEY (a_id) REFERENCES a (id));
ALTER TABLE a ADD COLUMN x int;
ALTER TABLE b DROP KEY uk;
ALTER TABLE z MODIFY k varchar(20);

-- down
-- This file was generated; read it before you rely on it.

-- Fails where: two rows have the same `k`.
ALTER TABLE `b` ADD UNIQUE KEY `uk` (`k`);

-- Loses: `z`, column `k`: spaces at the end.
-- Fails where: a value of `k` does not fit varchar(10).
ALTER TABLE `z` MODIFY COLUMN `k` varchar(10) COLLATE utf8mb4_unicode_ci DEFAULT NULL;

-- Loses: `a`, column `x`: the column with all its values.
ALTER TABLE `a` DROP COLUMN `x`;

-- Loses: `n`: the table with all its rows.
DROP TABLE `n`;
