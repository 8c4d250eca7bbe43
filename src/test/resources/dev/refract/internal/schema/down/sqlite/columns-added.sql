-- before
CREATE TABLE t (id INTEGER PRIMARY KEY);
INSERT INTO t VALUES (1), (2);

-- up
ALTER TABLE t ADD COLUMN a TEXT;
ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 5;
ALTER TABLE t ADD COLUMN c INTEGER AS (b + 1);
CREATE INDEX t_a ON t (a, b);

-- down
-- This file was generated; read it before you rely on it.

DROP INDEX t_a;
ALTER TABLE t DROP COLUMN c;

-- Loses: t, column b: the column with all its values.
ALTER TABLE t DROP COLUMN b;

-- Loses: t, column a: the column with all its values.
ALTER TABLE t DROP COLUMN a;
