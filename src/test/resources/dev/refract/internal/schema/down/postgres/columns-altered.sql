-- before
CREATE TABLE t (id integer PRIMARY KEY, a integer DEFAULT 5, b varchar(20) COLLATE "C" NOT NULL, c text DEFAULT 'x', d integer, e text NOT NULL, f numeric(10,2), g text, h integer GENERATED ALWAYS AS IDENTITY, i integer,
  j integer GENERATED ALWAYS AS (d * 2) STORED, k integer, l integer GENERATED ALWAYS AS (d * 3) STORED, m timestamp(3) DEFAULT CURRENT_TIMESTAMP, n boolean DEFAULT false, o text);
INSERT INTO t (id, b, e, i) VALUES (1, 'b', 'e', 1);
COMMENT ON COLUMN t.a IS 'a before';
COMMENT ON COLUMN t.c IS 'c stays';
ALTER TABLE t ALTER o SET STORAGE EXTERNAL;

-- up
ALTER TABLE t ALTER a TYPE bigint, ALTER a SET DEFAULT 6, ALTER a SET NOT NULL;
ALTER TABLE t ALTER b TYPE text COLLATE "default", ALTER b DROP NOT NULL, ALTER b SET DEFAULT 'b';
ALTER TABLE t ALTER c DROP DEFAULT;
ALTER TABLE t ALTER e DROP NOT NULL, ALTER f TYPE numeric(12,4), ALTER g TYPE integer USING g::integer;
ALTER TABLE t ALTER h DROP IDENTITY;
ALTER TABLE t ALTER i SET NOT NULL;
ALTER TABLE t ALTER j DROP EXPRESSION;
ALTER TABLE t DROP COLUMN l;
ALTER TABLE t ADD COLUMN l integer;
ALTER TABLE t ALTER m TYPE timestamptz(6), ALTER m DROP DEFAULT, ALTER n DROP DEFAULT, ALTER n TYPE integer USING n::integer, ALTER n SET DEFAULT 0;
ALTER TABLE t ALTER o SET STORAGE PLAIN;
COMMENT ON COLUMN t.a IS 'a after';
COMMENT ON COLUMN t.b IS 'new';

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE t DROP COLUMN j;
ALTER TABLE t DROP COLUMN l;

-- Fails where: a value of a does not fit integer.
ALTER TABLE t
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a SET DATA TYPE integer,
    ALTER COLUMN a SET DEFAULT 5,
    ALTER COLUMN a DROP NOT NULL;

COMMENT ON COLUMN t.a IS 'a before';

-- Fails where: a value of b does not fit character varying(20).
-- Fails where: a row has NULL in b.
ALTER TABLE t
    ALTER COLUMN b DROP DEFAULT,
    ALTER COLUMN b SET DATA TYPE character varying(20) COLLATE "C",
    ALTER COLUMN b SET NOT NULL;

COMMENT ON COLUMN t.b IS NULL;

-- Fails where: a row has NULL in e.
-- Loses: t, column f: decimal places beyond those of numeric(10,2).
-- Fails where: a value of f does not fit numeric(10,2).
-- Loses: t, column g: what integer had no place for in the migration: how a text is written, and what of it
--   integer has no place for.
-- Fails where: a value of g can't be read as text.
ALTER TABLE t
    ALTER COLUMN c SET DEFAULT 'x'::text,
    ALTER COLUMN e SET NOT NULL,
    ALTER COLUMN f SET DATA TYPE numeric(10,2),
    ALTER COLUMN g SET DATA TYPE text USING g::text,
    ALTER COLUMN h ADD GENERATED ALWAYS AS IDENTITY;

SELECT setval(pg_get_serial_sequence('t', 'h'), max(h)) FROM t;

-- The column is computed anew.
-- The column is computed anew.
-- Loses: t, column m: which moment a value means, unless the session's time zone is the one that the
--   migration used: nothing says which that was.
-- Fails where: a value of m can't be read as timestamp(3) without time zone.
-- Loses: t, column n: every number: what is left is whether it was 0.
-- Fails where: a value of n can't be read as boolean.
ALTER TABLE t
    ALTER COLUMN i DROP NOT NULL,
    ADD COLUMN j integer GENERATED ALWAYS AS ((d * 2)) STORED,
    ADD COLUMN l integer GENERATED ALWAYS AS ((d * 3)) STORED,
    ALTER COLUMN m SET DATA TYPE timestamp(3) without time zone USING m::timestamp(3) without time zone,
    ALTER COLUMN m SET DEFAULT CURRENT_TIMESTAMP,
    ALTER COLUMN n DROP DEFAULT,
    ALTER COLUMN n SET DATA TYPE boolean USING n::boolean,
    ALTER COLUMN n SET DEFAULT false,
    ALTER COLUMN o SET STORAGE EXTERNAL;
