-- before
CREATE TABLE t (id int PRIMARY KEY, v text) WITH (fillfactor = 70, toast.autovacuum_enabled = false);
CREATE TABLE u (id int PRIMARY KEY, v text) WITH (toast.autovacuum_enabled = false);

-- up
ALTER TABLE t SET (toast.autovacuum_enabled = true, toast.vacuum_truncate = false);
DROP TABLE u;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE t RESET (toast.vacuum_truncate);
ALTER TABLE t SET (fillfactor=70, toast.autovacuum_enabled=false);

-- Loses: u: its rows do not come back: the table comes back empty.
CREATE TABLE u (
    id integer NOT NULL,
    v text,
    CONSTRAINT u_pkey PRIMARY KEY (id)
) WITH (toast.autovacuum_enabled=false);
