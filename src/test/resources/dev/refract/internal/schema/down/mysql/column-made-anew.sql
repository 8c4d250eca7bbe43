-- before
CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, active BOOLEAN NOT NULL DEFAULT true, name VARCHAR(191));

-- up
ALTER TABLE t DROP COLUMN active, ADD COLUMN active DATETIME(3) NULL;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `active`: statement 1 of the migration dropped the column, and it was added again: the
--   values of before do not come back.

-- Fails where: a row has NULL in `active`.
-- Loses: `t`, column `active`: the values: a time is read as the digits that it is written with.
-- Fails where: a value of `active` does not fit tinyint(1).
ALTER TABLE `t` MODIFY COLUMN `active` tinyint(1) NOT NULL DEFAULT '1' AFTER `id`;
