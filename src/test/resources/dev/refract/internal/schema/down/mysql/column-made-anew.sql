-- before
CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, active BOOLEAN NOT NULL DEFAULT true, name VARCHAR(191));

-- up
ALTER TABLE t DROP COLUMN active, ADD COLUMN active DATETIME(3) NULL;

-- down
-- This file was generated; read it before you rely on it.

-- Fails where: a row has NULL in `active`.
-- Fails where: a value of `active` does not fit tinyint(1).
ALTER TABLE `t` MODIFY COLUMN `active` tinyint(1) NOT NULL DEFAULT '1' AFTER `id`;
