-- before
CREATE TABLE t (id integer PRIMARY KEY, cents integer, name text, code varchar(20), stays varchar(20), x double precision);
INSERT INTO t VALUES (1, 100, 'a', '7', '8', 0.1);

-- up
ALTER TABLE t
    ALTER COLUMN cents TYPE integer USING cents * 100,
    ALTER COLUMN name TYPE varchar(10) USING left(lower(name), 10),
    ALTER COLUMN code TYPE integer USING trim(code)::integer,
    ALTER COLUMN stays TYPE text USING (("stays")::text),
    ALTER COLUMN x TYPE real;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column cents: statement 1 of the migration computed the values, and nothing computes the old ones
--   from them.
-- Loses: t, column name: statement 1 of the migration computed the values, and nothing computes the old ones
--   from them.
-- Loses: t, column code: statement 1 of the migration computed the values, and nothing computes the old ones
--   from them.

-- Loses: t, column code: what integer had no place for in the migration: how a text is written, and what of
--   it integer has no place for.
-- Fails where: a value of code can't be read as character varying(20).
-- Fails where: a value of stays does not fit character varying(20).
-- Loses: t, column x: what real had no place for in the migration: digits beyond the sixth or so.
ALTER TABLE t
    ALTER COLUMN code SET DATA TYPE character varying(20) USING code::character varying,
    ALTER COLUMN name SET DATA TYPE text,
    ALTER COLUMN stays SET DATA TYPE character varying(20),
    ALTER COLUMN x SET DATA TYPE double precision;
