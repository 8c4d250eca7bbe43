-- before
PRAGMA user_version = 3;
CREATE TABLE t (id INTEGER PRIMARY KEY);

-- up
PRAGMA user_version = 4;
PRAGMA application_id = -7;
ALTER TABLE t ADD COLUMN a TEXT;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column a: the column with all its values.
ALTER TABLE t DROP COLUMN a;

PRAGMA user_version = 3;
PRAGMA application_id = 0;
