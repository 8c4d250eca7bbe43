-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, p_id integer);

-- up
DELETE FROM p WHERE id = 7;
RENAME TABLE p TO `the parent's`;
ALTER TABLE t ADD FOREIGN KEY (p_id) REFERENCES `the parent's` (id) ON DELETE SET NULL;
DELETE FROM `the parent's` WHERE id = 8;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `p`: statement 1 of the migration deleted rows, which do not come back: DELETE FROM p WHERE id = 7;
-- Loses: `p`: statement 4 of the migration deleted rows, which do not come back: DELETE FROM `the parent's`
--   WHERE id = 8;
-- Loses: `t`, column `p_id`: statement 4 of the migration deleted rows of p: what referred to them was set,
--   and the old values do not come back.

ALTER TABLE `t` DROP FOREIGN KEY `t_ibfk_1`;
RENAME TABLE `the parent's` TO `p`;
ALTER TABLE `t` DROP INDEX `p_id`;
