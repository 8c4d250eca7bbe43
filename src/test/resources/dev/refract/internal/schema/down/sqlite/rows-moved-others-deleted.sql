-- before
CREATE TABLE t (id integer PRIMARY KEY, v text);

-- up
CREATE TABLE old AS SELECT * FROM t WHERE v = 'a  b';
DELETE FROM t WHERE v = 'a b';

-- down
-- This file was generated; read it before you rely on it.

-- Loses: "t": statement 2 of the migration deleted rows, which do not come back: DELETE FROM t WHERE v = 'a
--   b';

-- Loses: old: the table with all its rows.
DROP TABLE old;
