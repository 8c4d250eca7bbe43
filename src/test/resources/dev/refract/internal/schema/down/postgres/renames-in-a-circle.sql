-- before
CREATE TABLE a (x integer, y integer);
CREATE TABLE b (z text);
INSERT INTO a VALUES (1, 2);

-- up
ALTER TABLE a RENAME TO c;
ALTER TABLE b RENAME TO a;
ALTER TABLE c RENAME TO b;
ALTER TABLE b RENAME x TO t;
ALTER TABLE b RENAME y TO x;
ALTER TABLE b RENAME t TO y;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE b RENAME TO a_before;
ALTER TABLE a RENAME TO b_before;
ALTER TABLE a_before RENAME TO a;
ALTER TABLE b_before RENAME TO b;
ALTER TABLE a RENAME COLUMN y TO x_before;
ALTER TABLE a RENAME COLUMN x TO y_before;
ALTER TABLE a RENAME COLUMN x_before TO x;
ALTER TABLE a RENAME COLUMN y_before TO y;
