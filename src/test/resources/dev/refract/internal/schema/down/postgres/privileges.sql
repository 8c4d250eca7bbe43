-- before
CREATE TABLE t (id serial PRIMARY KEY, v text, w text);
CREATE TABLE gone (id int PRIMARY KEY, v text);
CREATE VIEW shown AS SELECT v FROM t;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE TYPE mood AS ENUM ('good');
CREATE SCHEMA aside;
CREATE SEQUENCE numbers;
GRANT SELECT, INSERT ON t TO pg_monitor;
GRANT SELECT (v) ON gone TO pg_monitor;
GRANT SELECT ON gone TO pg_read_all_data WITH GRANT OPTION;
ALTER TABLE gone OWNER TO pg_database_owner;
GRANT SELECT ON shown TO PUBLIC;
GRANT USAGE ON SCHEMA aside TO pg_monitor;
REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA aside GRANT SELECT ON TABLES TO pg_monitor;
GRANT USAGE ON SCHEMA public TO pg_monitor;

-- up
GRANT SELECT ON t TO pg_read_all_data;
REVOKE INSERT ON t FROM pg_monitor;
GRANT UPDATE (w) ON t TO pg_monitor;
ALTER TABLE t RENAME COLUMN w TO x;
ALTER TABLE t RENAME TO renamed;
DROP TABLE gone;
DROP VIEW shown;
GRANT EXECUTE ON FUNCTION f(int) TO PUBLIC;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT ALL ON SEQUENCE numbers TO pg_monitor;
REVOKE USAGE ON SCHEMA aside FROM pg_monitor;
ALTER DEFAULT PRIVILEGES IN SCHEMA aside REVOKE SELECT ON TABLES FROM pg_monitor;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE USAGE ON SCHEMA public FROM pg_monitor;
GRANT CREATE ON SCHEMA public TO pg_read_all_data;
ALTER TYPE mood OWNER TO pg_monitor;

-- down
-- This file was generated; read it before you rely on it.

-- A function's body may name what comes back only after it.
SET check_function_bodies = off;

ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON ROUTINES TO PUBLIC;
ALTER TABLE renamed RENAME TO t;
ALTER TABLE t RENAME COLUMN x TO w;
GRANT USAGE ON SCHEMA aside TO pg_monitor;
ALTER TYPE mood OWNER TO CURRENT_USER;
GRANT USAGE ON TYPE mood TO PUBLIC;
REVOKE SELECT, UPDATE, USAGE ON SEQUENCE numbers FROM pg_monitor;
REVOKE EXECUTE ON FUNCTION f(integer) FROM PUBLIC;

-- Loses: gone: its rows do not come back: the table comes back empty.
CREATE TABLE gone (
    id integer NOT NULL,
    v text,
    CONSTRAINT gone_pkey PRIMARY KEY (id)
);

ALTER TABLE gone OWNER TO pg_database_owner;
GRANT SELECT ON gone TO pg_read_all_data WITH GRANT OPTION;
GRANT SELECT (v) ON gone TO pg_monitor;
REVOKE SELECT ON t FROM pg_read_all_data;
GRANT INSERT ON t TO pg_monitor;
REVOKE UPDATE (w) ON t FROM pg_monitor;
REVOKE CREATE ON SCHEMA public FROM pg_read_all_data;
GRANT USAGE ON SCHEMA public TO pg_monitor;

CREATE VIEW shown AS
SELECT v
   FROM t;

GRANT SELECT ON shown TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA aside GRANT SELECT ON TABLES TO pg_monitor;
