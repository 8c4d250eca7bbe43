-- before
CREATE TABLE p (id integer PRIMARY KEY, n integer);
CREATE TABLE c (id integer PRIMARY KEY, p integer, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE g (id integer PRIMARY KEY, c integer, CONSTRAINT g_c FOREIGN KEY (c) REFERENCES c (id) ON DELETE SET NULL);
CREATE TABLE k (id integer PRIMARY KEY, p integer, CONSTRAINT k_p FOREIGN KEY (p) REFERENCES p (id) ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE TABLE t (id integer PRIMARY KEY, n integer);

-- up
DELETE FROM p WHERE id = 2;
UPDATE p SET n = 3 WHERE id = 3;
UPDATE p SET id = 4 WHERE id = 3;
ALTER TABLE t RENAME TO old_t;
CREATE TABLE t (id integer PRIMARY KEY, n integer);
INSERT INTO t (id, n) SELECT id, n FROM old_t WHERE n > 1;
DROP TABLE old_t;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: p: statement 1 of the migration deleted rows, which do not come back: DELETE FROM p WHERE id = 2;
-- Loses: c: statement 1 of the migration deleted rows of p, and with them those that refer to them, which do
--   not come back.
-- Loses: g, column c: statement 1 of the migration deleted rows of c: what referred to them was set, and the
--   old values do not come back.
-- Loses: p: statement 2 of the migration changed rows, whose old values do not come back: UPDATE p SET n = 3
--   WHERE id = 3;
-- Loses: p: statement 3 of the migration changed rows, whose old values do not come back: UPDATE p SET id = 4
--   WHERE id = 3;
-- Loses: k, column p: statement 3 of the migration changed keys of p: what refers to them followed, and the
--   old values do not come back.
-- Loses: t: statement 6 of the migration copied only some of the rows, and the others do not come back:
--   INSERT INTO t (id, n) SELECT id, n FROM old_t WHERE n > 1;

ALTER TABLE t DROP CONSTRAINT t_pkey1;

-- Fails where: two rows have the same id.
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
