-- before
CREATE UNLOGGED TABLE cache (k text PRIMARY KEY) WITH (fillfactor = 50, autovacuum_enabled = false);
CREATE TABLE t (id integer PRIMARY KEY, k integer NOT NULL);
CREATE UNIQUE INDEX t_k ON t (k);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_k;
COMMENT ON TABLE t IS 'before';
CREATE TABLE base (a integer);
CREATE TABLE child (b integer) INHERITS (base);

-- up
ALTER TABLE cache SET LOGGED;
ALTER TABLE cache RESET (autovacuum_enabled);
ALTER TABLE cache SET (fillfactor = 80, toast_tuple_target = 256);
ALTER TABLE t REPLICA IDENTITY FULL;
DROP INDEX t_k;
COMMENT ON TABLE t IS NULL;
ALTER TABLE child NO INHERIT base;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE cache SET UNLOGGED;
ALTER TABLE cache RESET (toast_tuple_target);
ALTER TABLE cache SET (autovacuum_enabled=false, fillfactor=50);
ALTER TABLE child INHERIT base;
COMMENT ON TABLE t IS 'before';

-- Fails where: two rows have the same k.
CREATE UNIQUE INDEX t_k ON t USING btree (k);

ALTER TABLE t REPLICA IDENTITY USING INDEX t_k;
