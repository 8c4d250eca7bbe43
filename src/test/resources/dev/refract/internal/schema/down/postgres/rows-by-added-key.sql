-- before
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, p_id integer);
CREATE TABLE u (id integer PRIMARY KEY, t_id integer REFERENCES t);

-- up
DELETE FROM p WHERE id = 7;
ALTER TABLE p RENAME TO "the parent's";
ALTER TABLE t RENAME p_id TO parent_id;
ALTER TABLE t ADD FOREIGN KEY (parent_id) REFERENCES "the parent's" (id) ON DELETE SET NULL;
DELETE FROM "the parent's" WHERE id = 8;
TRUNCATE "the parent's" CASCADE;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: p: statement 1 of the migration deleted rows, which do not come back: DELETE FROM p WHERE id = 7;
-- Loses: p: statement 5 of the migration deleted rows, which do not come back: DELETE FROM "the parent's"
--   WHERE id = 8;
-- Loses: t: statement 5 of the migration deleted rows of p: what referred to them was set, and the old values
--   do not come back.
-- Loses: p: statement 6 of the migration emptied a table, whose rows do not come back: TRUNCATE "the
--   parent's" CASCADE;
-- Loses: t: statement 6 of the migration emptied p and what refers to it: the rows do not come back.
-- Loses: u: statement 6 of the migration emptied t and what refers to it: the rows do not come back.

ALTER TABLE t DROP CONSTRAINT t_parent_id_fkey;
ALTER TABLE "the parent's" RENAME TO p;
ALTER TABLE t RENAME COLUMN parent_id TO p_id;
