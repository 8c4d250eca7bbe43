-- before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer NOT NULL, c integer, d integer NOT NULL, "E f" smallint);
CREATE TABLE u (id integer PRIMARY KEY, a integer);

-- up
ALTER TABLE t ALTER COLUMN a TYPE bigint, ALTER COLUMN b TYPE numeric, ALTER COLUMN b DROP NOT NULL, ALTER COLUMN "E f" TYPE bigint,
    DROP COLUMN c, DROP COLUMN d;
ALTER TABLE u ALTER COLUMN a TYPE bigint;

-- down
-- This file was generated; read it before you rely on it.

-- Fails where: a value of "E f" does not fit smallint.
-- Fails where: a value of a does not fit integer.
-- Loses: t, column b: fractions: they are rounded.
-- Fails where: a value of b does not fit integer.
-- Fails where: a row has NULL in b.
-- Loses: t, column c: the values do not come back: every row has NULL.
-- Loses: t, column d: the values do not come back: every row gets 0, as the column allows no NULL.
ALTER TABLE t
    ALTER COLUMN "E f" SET DATA TYPE smallint,
    ALTER COLUMN a SET DATA TYPE integer,
    ALTER COLUMN b SET DATA TYPE integer,
    ALTER COLUMN b SET NOT NULL,
    ADD COLUMN c integer,
    ADD COLUMN d integer NOT NULL DEFAULT 0;

ALTER TABLE t ALTER COLUMN d DROP DEFAULT;

-- Fails where: a value of a does not fit integer.
ALTER TABLE u ALTER COLUMN a SET DATA TYPE integer;
