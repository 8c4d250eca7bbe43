-- before
CREATE TABLE t (id integer PRIMARY KEY, utc timestamp(3), local timestamp, "back" timestamptz, unsaid timestamp);
INSERT INTO t VALUES (1, now(), now(), now(), now());

-- up
ALTER TABLE t
    ALTER COLUMN utc TYPE timestamptz USING utc AT TIME ZONE 'UTC',
    ALTER COLUMN local TYPE timestamptz USING (local AT TIME ZONE 'Europe/Zurich'),
    ALTER COLUMN "back" TYPE timestamp USING "back" AT TIME ZONE 'UTC',
    ALTER COLUMN unsaid TYPE timestamptz;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column local: which moment is meant, where clocks of 'Europe/Zurich' change.
-- Loses: t, column unsaid: which moment a value means, unless the session's time zone is the one that the
--   migration used: nothing says which that was.
-- Fails where: a value of unsaid can't be read as timestamp without time zone.
-- Loses: t, column utc: fractions of a second beyond timestamp(3) without time zone: they are rounded.
ALTER TABLE t
    ALTER COLUMN back SET DATA TYPE timestamp with time zone USING back AT TIME ZONE 'UTC',
    ALTER COLUMN local SET DATA TYPE timestamp without time zone USING local AT TIME ZONE 'Europe/Zurich',
    ALTER COLUMN unsaid SET DATA TYPE timestamp without time zone USING unsaid::timestamp without time zone,
    ALTER COLUMN utc SET DATA TYPE timestamp(3) without time zone USING utc AT TIME ZONE 'UTC';
