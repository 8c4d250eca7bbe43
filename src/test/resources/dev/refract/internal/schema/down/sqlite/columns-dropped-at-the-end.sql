-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER NOT NULL DEFAULT 7);
CREATE INDEX t_b ON t (b);
INSERT INTO t VALUES (1, 'a', 1);

-- up
DROP INDEX t_b;
ALTER TABLE t DROP COLUMN b;
ALTER TABLE t DROP COLUMN a;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column a: the values do not come back: every row has NULL.
ALTER TABLE t ADD COLUMN a TEXT;

-- Loses: t, column b: the values do not come back: every row has the default.
ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 7;

CREATE INDEX t_b ON t (b);
