-- before
CREATE TABLE p (id integer PRIMARY KEY, v integer) PARTITION BY RANGE (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (id);
CREATE TABLE "p2 a" PARTITION OF p2 FOR VALUES FROM (20) TO (30);

-- up
TRUNCATE p0;
DROP TABLE p1;
DELETE FROM "p2 a" WHERE id = 25;
CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (30) TO (40);

-- down
-- This file was generated; read it before you rely on it.

-- Loses: p: statement 1 of the migration emptied a table, whose rows do not come back: TRUNCATE p0;
-- Loses: p: statement 3 of the migration deleted rows, which do not come back: DELETE FROM "p2 a" WHERE id =
--   25;

-- Loses: p: the partition p3 with all its rows.
DROP TABLE p3;

-- Loses: p: the rows of p1 do not come back: the partition comes back empty.
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (10) TO (20);
