-- before
CREATE TABLE a (id integer PRIMARY KEY, n integer);
CREATE TABLE b (id integer PRIMARY KEY, n integer);
CREATE TABLE c (id integer PRIMARY KEY, n integer);
CREATE TABLE d (id integer PRIMARY KEY, n integer);

-- up
UPDATE a SET n = 1 WHERE id = 1;
ALTER TABLE a RENAME TO a2;
ALTER TABLE b RENAME TO b1;
DELETE FROM b1 WHERE id = 1;
ALTER TABLE b1 RENAME TO b2;
CREATE TABLE new_c (id integer PRIMARY KEY, n integer);
INSERT INTO new_c SELECT * FROM c;
UPDATE new_c SET n = 2;
DROP TABLE c;
ALTER TABLE new_c RENAME TO c;
UPDATE d SET n = 3;
DROP TABLE d;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: a: statement 1 of the migration changed rows, whose old values do not come back: UPDATE a SET n = 1
--   WHERE id = 1;
-- Loses: b: statement 4 of the migration deleted rows, which do not come back: DELETE FROM b1 WHERE id = 1;
-- Loses: c: statement 8 of the migration changed rows, whose old values do not come back: UPDATE new_c SET n
--   = 2;

ALTER TABLE c DROP CONSTRAINT new_c_pkey;
ALTER TABLE a2 RENAME TO a;
ALTER TABLE b2 RENAME TO b;

-- Loses: d: its rows do not come back: the table comes back empty.
CREATE TABLE d (
    id integer NOT NULL,
    n integer,
    CONSTRAINT d_pkey PRIMARY KEY (id)
);

-- Fails where: two rows have the same id.
ALTER TABLE c ADD CONSTRAINT c_pkey PRIMARY KEY (id);
