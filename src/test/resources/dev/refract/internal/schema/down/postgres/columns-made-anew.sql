-- before
CREATE TYPE "Level" AS ENUM ('LOW', 'HIGH');
CREATE TABLE t (id integer PRIMARY KEY, active boolean NOT NULL DEFAULT true, level integer NOT NULL, levels "Level"[], seen integer, meta jsonb, at date, code text);
CREATE INDEX t_level ON t (level);
INSERT INTO t VALUES (1, true, 3, '{LOW}', 4, '{}', now(), '5');

-- up
ALTER TABLE t DROP COLUMN active, ADD COLUMN active TIMESTAMP(3);
ALTER TABLE t DROP COLUMN level, ADD COLUMN level "Level" NOT NULL DEFAULT 'LOW';
ALTER TABLE t DROP COLUMN levels, ADD COLUMN levels TEXT[];
ALTER TABLE t DROP COLUMN seen, ADD COLUMN seen INTEGER[];
ALTER TABLE t DROP COLUMN meta, ADD COLUMN meta TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE t DROP COLUMN at, ADD COLUMN at TIMESTAMP(3);
ALTER TABLE t DROP COLUMN code, ADD COLUMN code INTEGER;
UPDATE t SET active = now(), at = now();

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t: statement 8 of the migration changed rows, whose old values do not come back: UPDATE t SET active
--   = now(), at = now();
-- Loses: t, column levels: statement 3 of the migration dropped the column, and it was added again: the
--   values of before do not come back.
-- Loses: t, column at: statement 6 of the migration dropped the column, and it was added again: the values of
--   before do not come back.
-- Loses: t, column code: statement 7 of the migration dropped the column, and it was added again: the values
--   of before do not come back.

-- Loses: t, column active: the column with all its values.
ALTER TABLE t DROP COLUMN active;

-- Loses: t, column level: the column with all its values.
ALTER TABLE t DROP COLUMN level;

-- Loses: t, column meta: the column with all its values.
ALTER TABLE t DROP COLUMN meta;

-- Loses: t, column seen: the column with all its values.
ALTER TABLE t DROP COLUMN seen;

-- Loses: t, column active: the values do not come back: every row has the default.
-- Loses: t, column at: the time of day.
-- Fails where: a value of at can't be read as date.
-- Loses: t, column code: what integer had no place for in the migration: how a text is written, and what of
--   it integer has no place for.
-- Fails where: a value of code can't be read as text.
-- Loses: t, column level: the values do not come back: every row gets 0, as the column allows no NULL.
-- Fails where: a value of levels can't be read as "Level"[].
-- Loses: t, column meta: the values do not come back: every row has NULL.
-- Loses: t, column seen: the values do not come back: every row has NULL.
ALTER TABLE t
    ADD COLUMN active boolean NOT NULL DEFAULT true,
    ALTER COLUMN at SET DATA TYPE date USING at::date,
    ALTER COLUMN code SET DATA TYPE text USING code::text,
    ADD COLUMN level integer NOT NULL DEFAULT 0,
    ALTER COLUMN levels SET DATA TYPE "Level"[] USING levels::"Level"[],
    ADD COLUMN meta jsonb,
    ADD COLUMN seen integer;

ALTER TABLE t ALTER COLUMN level DROP DEFAULT;
CREATE INDEX t_level ON t USING btree (level);
