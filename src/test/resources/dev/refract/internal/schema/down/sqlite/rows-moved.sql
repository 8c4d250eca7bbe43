-- before
CREATE TABLE t (id integer PRIMARY KEY, v text);

-- up
CREATE TABLE old AS SELECT * FROM t WHERE id > 10;
DELETE FROM t WHERE id > 10;

-- down
-- This file was generated; read it before you rely on it.

-- The rows that statement 2 of the migration moved go back.
INSERT INTO "t" ("id", "v")
SELECT "id", "v" FROM "old";

DROP TABLE old;
