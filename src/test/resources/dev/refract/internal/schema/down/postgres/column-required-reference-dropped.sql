-- before
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, o_id integer NOT NULL REFERENCES o(id), place point NOT NULL);

-- up
ALTER TABLE t DROP COLUMN o_id, DROP COLUMN place;

-- down
-- This file was generated; read it before you rely on it.

-- The column's old values do not come back, and it must refer to a row: this works only while the table is
--   empty. Otherwise add the column without NOT NULL, fill it, and then SET NOT NULL.
ALTER TABLE t ADD COLUMN o_id integer NOT NULL;

-- The column's old values do not come back, and it allows no NULL: this works only while the table is empty.
--   Otherwise add the column without NOT NULL, fill it, and then SET NOT NULL.
ALTER TABLE t ADD COLUMN place point NOT NULL;

ALTER TABLE t ADD CONSTRAINT t_o_id_fkey FOREIGN KEY (o_id) REFERENCES o(id);
