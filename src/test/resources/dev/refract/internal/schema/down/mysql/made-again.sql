-- before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b varchar(20));
CREATE TABLE u (id integer PRIMARY KEY, a integer);
INSERT INTO t VALUES (1, 2, 'three');
INSERT INTO u VALUES (1, 2);

-- up
ALTER TABLE t DROP COLUMN b;
ALTER TABLE t ADD COLUMN b varchar(20);
DROP TABLE u;
CREATE TABLE u (id integer PRIMARY KEY, a integer);

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `b`: statement 1 of the migration dropped the column, and it was added again: the values
--   of before do not come back.
-- Loses: `u`: statement 3 of the migration dropped the table, and another one made it again: its rows do not
--   come back.

-- Nothing else is to be taken back.
SELECT 1;
