-- before
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE u (id int PRIMARY KEY, v text);

-- up
CREATE TABLE old LIKE t;
INSERT INTO old SELECT * FROM t WHERE id > 10;
DELETE FROM t WHERE id > 10;
CREATE TABLE old_u AS SELECT * FROM u WHERE id > 10;
DELETE FROM u WHERE id > 20;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `u`: statement 5 of the migration deleted rows, which do not come back: DELETE FROM u WHERE id > 20;

-- The rows that statement 3 of the migration moved go back.
INSERT INTO `t` (`id`, `v`)
SELECT `id`, `v` FROM `old`;

DROP TABLE `old`;

-- Loses: `old_u`: the table with all its rows.
DROP TABLE `old_u`;
