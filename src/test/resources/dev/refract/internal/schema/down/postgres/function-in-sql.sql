-- before
CREATE TABLE t (id integer, gone timestamp);
CREATE TABLE u (id integer);
CREATE FUNCTION a_count() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM t WHERE gone IS NULL $$;
CREATE FUNCTION b_count() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM u $$;

-- up
CREATE OR REPLACE FUNCTION a_count() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM t $$;
ALTER TABLE t DROP COLUMN gone;
DROP FUNCTION b_count();
DROP TABLE u;

-- down
-- This file was generated; read it before you rely on it.

-- A function's body may name what comes back only after it.
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION a_count()
 RETURNS bigint
 LANGUAGE sql
AS $function$ SELECT count(*) FROM t WHERE gone IS NULL $function$;

CREATE OR REPLACE FUNCTION b_count()
 RETURNS bigint
 LANGUAGE sql
AS $function$ SELECT count(*) FROM u $function$;

-- Loses: u: its rows do not come back: the table comes back empty.
CREATE TABLE u (
    id integer
);

-- Loses: t, column gone: the values do not come back: every row has NULL.
ALTER TABLE t ADD COLUMN gone timestamp without time zone;
