-- before
CREATE TABLE t (id integer PRIMARY KEY);

-- up
CREATE SCHEMA audit;
CREATE TYPE audit.what AS ENUM ('a');
CREATE TABLE audit.log (id bigserial PRIMARY KEY, t_id integer REFERENCES t(id), w audit.what);
CREATE VIEW audit.v AS SELECT id FROM audit.log;
CREATE FUNCTION audit.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE COLLATION german (provider = icu, locale = 'de-DE');
CREATE PUBLICATION p FOR TABLE t;
COMMENT ON SCHEMA audit IS 'kept';

-- down
-- This file was generated; read it before you rely on it.

DROP VIEW audit.v;

-- Loses: audit.log: the table with all its rows.
DROP TABLE audit.log;

DROP COLLATION public.german;
DROP PUBLICATION p;
DROP FUNCTION audit.f();
DROP TYPE audit.what;
DROP SCHEMA audit;
