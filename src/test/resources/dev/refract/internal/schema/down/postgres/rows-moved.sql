-- before
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE TABLE u (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "V" text);
CREATE TABLE p (id integer, v text) PARTITION BY RANGE (id);
CREATE TABLE rest PARTITION OF p DEFAULT;
CREATE TABLE w (id integer PRIMARY KEY, v text);
INSERT INTO t VALUES (1, 'a'), (20, 'b');

-- up
CREATE TABLE old (id integer PRIMARY KEY, v text);
INSERT INTO old (v, id) SELECT v, id FROM t WHERE id > 10;
DELETE FROM t
WHERE id > 10;
CREATE TABLE old_u (LIKE u);
WITH gone AS (DELETE FROM u WHERE id > 10 RETURNING *) INSERT INTO old_u SELECT * FROM gone;
CREATE TABLE part (LIKE p);
INSERT INTO part SELECT * FROM rest WHERE id >= 10 AND id < 20;
DELETE FROM rest WHERE id >= 10 AND id < 20;
ALTER TABLE p ATTACH PARTITION part FOR VALUES FROM (10) TO (20);
CREATE TABLE few (v text);
INSERT INTO few SELECT v FROM w WHERE id > 10;
DELETE FROM w WHERE id > 10;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: w: statement 12 of the migration deleted rows, which do not come back: DELETE FROM w WHERE id > 10;

-- The rows that statement 3 of the migration moved go back.
INSERT INTO t ("v", "id")
SELECT "v", "id" FROM old;

-- The rows that statement 5 of the migration moved go back.
INSERT INTO u ("id", "V") OVERRIDING SYSTEM VALUE
SELECT "id", "V" FROM old_u;

ALTER TABLE p DETACH PARTITION part;

-- The rows that statement 8 of the migration moved go back.
INSERT INTO rest ("id", "v")
SELECT "id", "v" FROM part;

-- Loses: few: the table with all its rows.
DROP TABLE few;

DROP TABLE old;
DROP TABLE old_u;
DROP TABLE part;
