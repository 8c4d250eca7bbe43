-- before
CREATE TABLE t (id integer PRIMARY KEY, a text);
INSERT INTO t VALUES (1, 'a');

-- up
ALTER TABLE t ADD COLUMN b text;
UPDATE t SET b = upper(a);
DELETE FROM t WHERE id > 10;
CREATE TABLE n (id integer);
INSERT INTO n VALUES (1);
GRANT SELECT ON n TO PUBLIC;
DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t: statement 2 of the migration changed rows, whose old values do not come back: UPDATE t SET b =
--   upper(a);
-- Loses: t: statement 3 of the migration deleted rows, which do not come back: DELETE FROM t WHERE id > 10;
-- Loses: statement 7 of the migration is a DO block: what it did to the schema is taken back, what it did to
--   rows is not.

-- Loses: t, column b: the column with all its values.
ALTER TABLE t DROP COLUMN b;

-- Loses: n: the table with all its rows.
DROP TABLE n;

DROP TYPE e;
