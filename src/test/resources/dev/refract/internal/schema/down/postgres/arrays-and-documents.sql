-- before
CREATE TABLE t (id integer PRIMARY KEY, a jsonb[], b integer[] NOT NULL DEFAULT '{1}', c jsonb);

-- up
ALTER TABLE t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE t
    ALTER COLUMN a TYPE jsonb USING to_jsonb(a),
    ALTER COLUMN b TYPE json USING to_json(b),
    ALTER COLUMN c TYPE jsonb[] USING ARRAY[c];

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column a: statement 2 of the migration computed the values, and nothing computes the old ones
--   from them.
-- Loses: t, column b: statement 2 of the migration computed the values, and nothing computes the old ones
--   from them.
-- Loses: t, column c: statement 2 of the migration computed the values, and nothing computes the old ones
--   from them.

-- A query may not stand in USING, but a function may that makes an array of a document.
CREATE TYPE pg_temp.refract_array AS (v jsonb[]);

-- Fails where: a document is no array, or an element can't be read.
ALTER TABLE t ALTER COLUMN a SET DATA TYPE jsonb[] USING (jsonb_populate_record(NULL::pg_temp.refract_array, jsonb_build_object('v', a))).v;

DROP TYPE pg_temp.refract_array;

-- A query may not stand in USING, but a function may that makes an array of a document.
CREATE TYPE pg_temp.refract_array AS (v integer[]);

-- Fails where: a document is no array, or an element can't be read.
ALTER TABLE t
    ALTER COLUMN b SET DATA TYPE integer[] USING (json_populate_record(NULL::pg_temp.refract_array, json_build_object('v', b))).v,
    ALTER COLUMN b SET DEFAULT '{1}'::integer[];

DROP TYPE pg_temp.refract_array;
ALTER TABLE t ALTER COLUMN c SET DATA TYPE jsonb USING to_jsonb(c);
