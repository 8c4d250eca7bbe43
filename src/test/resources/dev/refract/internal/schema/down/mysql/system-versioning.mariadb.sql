-- before
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (id int PRIMARY KEY) WITH SYSTEM VERSIONING;

-- up
ALTER TABLE t ADD SYSTEM VERSIONING;
ALTER TABLE u DROP SYSTEM VERSIONING;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`: the rows of the past.
ALTER TABLE `t` DROP SYSTEM VERSIONING;

-- Loses: `u`: the rows of the past: its history begins anew.
ALTER TABLE `u` ADD SYSTEM VERSIONING;
