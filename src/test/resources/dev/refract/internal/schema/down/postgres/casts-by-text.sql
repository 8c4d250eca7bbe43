-- before
CREATE TABLE t (id integer PRIMARY KEY, a interval, b jsonb, c uuid, d integer[], e smallint, f numeric(6,2)[]);
INSERT INTO t VALUES (1, NULL, '5', NULL, NULL, NULL, NULL);

-- up
ALTER TABLE t
    ALTER COLUMN a TYPE numeric(12,4) USING a::text::numeric(12,4),
    ALTER COLUMN b TYPE numeric USING b::text::numeric,
    ALTER COLUMN c TYPE bytea USING c::text::bytea,
    ALTER COLUMN d TYPE date USING d::text::date,
    ALTER COLUMN e TYPE boolean USING e::text::boolean,
    ALTER COLUMN f TYPE interval[] USING f::text::interval[];

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column a: how a value is written, and what of it interval has no place for.
-- Fails where: a value of a can't be read as interval.
-- Fails where: a value of b can't be read as jsonb.
-- Loses: t, column c: how a value is written, and what of it uuid has no place for.
-- Fails where: a value of c can't be read as uuid.
-- Loses: t, column d: how a value is written, and what of it integer[] has no place for.
-- Fails where: a value of d can't be read as integer[].
-- Loses: t, column e: how a value is written, and what of it smallint has no place for.
-- Fails where: a value of e can't be read as smallint.
-- Loses: t, column f: how a value is written, and what of it numeric(6,2)[] has no place for.
-- Fails where: a value of f can't be read as numeric(6,2)[].
ALTER TABLE t
    ALTER COLUMN a SET DATA TYPE interval USING a::text::interval,
    ALTER COLUMN b SET DATA TYPE jsonb USING b::text::jsonb,
    ALTER COLUMN c SET DATA TYPE uuid USING c::text::uuid,
    ALTER COLUMN d SET DATA TYPE integer[] USING d::text::integer[],
    ALTER COLUMN e SET DATA TYPE smallint USING e::integer::smallint,
    ALTER COLUMN f SET DATA TYPE numeric(6,2)[] USING f::text::numeric(6,2)[];
