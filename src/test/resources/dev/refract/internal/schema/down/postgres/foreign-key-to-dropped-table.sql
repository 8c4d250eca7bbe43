-- before
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a (id));

-- up
ALTER TABLE b DROP CONSTRAINT b_a_id_fkey;
DROP TABLE a;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: a: its rows do not come back: the table comes back empty.
CREATE TABLE a (
    id integer NOT NULL,
    CONSTRAINT a_pkey PRIMARY KEY (id)
);

-- Fails where: a row of b refers to one of a, which comes back empty. With NOT VALID after the key the rows
--   that there are stay unchecked.
ALTER TABLE b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES a(id);
