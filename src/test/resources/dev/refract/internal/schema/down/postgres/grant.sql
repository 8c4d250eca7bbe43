-- before
CREATE TABLE t (id integer PRIMARY KEY);

-- up
GRANT SELECT ON t TO PUBLIC;

-- down
-- This file was generated; read it before you rely on it.

REVOKE SELECT ON t FROM PUBLIC;
