-- before
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, o_id integer NOT NULL REFERENCES o(id), place point NOT NULL);

-- up
ALTER TABLE t DROP COLUMN o_id, DROP COLUMN place;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column o_id: the values do not come back.
-- Fails where: the table has a row, as the column must refer to one. Otherwise add it without NOT NULL, fill
--   it, and then SET NOT NULL.
-- Loses: t, column place: the values do not come back.
-- Fails where: the table has a row, as the column allows no NULL. Otherwise add it without NOT NULL, fill it,
--   and then SET NOT NULL.
ALTER TABLE t
    ADD COLUMN o_id integer NOT NULL,
    ADD COLUMN place point NOT NULL;

ALTER TABLE t ADD CONSTRAINT t_o_id_fkey FOREIGN KEY (o_id) REFERENCES o(id);
