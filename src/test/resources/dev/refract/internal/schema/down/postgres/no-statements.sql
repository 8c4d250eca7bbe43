-- before
CREATE TABLE t (id integer);

-- up
-- This is an empty migration.

-- down
-- This file was generated; read it before you rely on it.

-- The migration has no statements, so there is nothing to take back.
SELECT 1;
