-- before
CREATE TABLE t (id int primary key, z int);
INSERT INTO t VALUES (1, 1), (2, 2);

-- up
ALTER TABLE t ADD COLUMN a text, ADD COLUMN b integer NOT NULL DEFAULT 5 AFTER id, ADD COLUMN f int FIRST;
ALTER TABLE t ADD COLUMN c integer GENERATED ALWAYS AS (b + 1) STORED, ADD COLUMN d int GENERATED ALWAYS AS (b + 2) VIRTUAL;
CREATE INDEX t_a ON t (a(10), b);
CREATE UNIQUE INDEX t_c ON t (c, id);

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `f`: the column with all its values.
-- Loses: `t`, column `b`: the column with all its values.
-- Loses: `t`, column `a`: the column with all its values.
ALTER TABLE `t`
    DROP INDEX `t_a`,
    DROP INDEX `t_c`,
    DROP COLUMN `f`,
    DROP COLUMN `b`,
    DROP COLUMN `a`,
    DROP COLUMN `c`,
    DROP COLUMN `d`;
