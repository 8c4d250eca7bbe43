-- before
CREATE TABLE keep (id integer PRIMARY KEY);

-- up
CREATE TABLE a (id integer PRIMARY KEY, b_id integer, keep_id integer REFERENCES keep(id));
CREATE TABLE b (id integer PRIMARY KEY, c_id integer, b_id integer REFERENCES b(id));
CREATE TABLE c (id integer PRIMARY KEY, a_id integer REFERENCES a(id));
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b(id);
ALTER TABLE b ADD CONSTRAINT b_c FOREIGN KEY (c_id) REFERENCES c(id);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE a DROP CONSTRAINT a_b;
ALTER TABLE b DROP CONSTRAINT b_c;
ALTER TABLE c DROP CONSTRAINT c_a_id_fkey;

-- Loses: a: the table with all its rows.
DROP TABLE a;

-- Loses: b: the table with all its rows.
DROP TABLE b;

-- Loses: c: the table with all its rows.
DROP TABLE c;
