-- before
CREATE TABLE t (id integer PRIMARY KEY);
INSERT INTO t VALUES (1), (2);

-- up
ALTER TABLE t ADD COLUMN a text, ADD COLUMN b integer NOT NULL DEFAULT 5;
ALTER TABLE t ADD COLUMN c integer GENERATED ALWAYS AS (b + 1) STORED;
CREATE INDEX t_a ON t (a, b);
CREATE UNIQUE INDEX t_c ON t (c, id);

-- down
-- This file was generated; read it before you rely on it.

DROP INDEX t_a;
DROP INDEX t_c;

-- Loses: t, column a: the column with all its values.
ALTER TABLE t DROP COLUMN a;

ALTER TABLE t DROP COLUMN c;

-- Loses: t, column b: the column with all its values.
ALTER TABLE t DROP COLUMN b;
