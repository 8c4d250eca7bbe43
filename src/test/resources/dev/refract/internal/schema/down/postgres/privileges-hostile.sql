-- before
CREATE TABLE "a TO b" (id int PRIMARY KEY, "c TO d" text);

-- up
GRANT SELECT ("c TO d"), UPDATE ("c TO d") ON "a TO b" TO pg_monitor WITH GRANT OPTION;
GRANT SELECT ON "a TO b" TO pg_monitor WITH GRANT OPTION;

-- down
-- This file was generated; read it before you rely on it.

REVOKE SELECT ON "a TO b" FROM pg_monitor;
REVOKE SELECT ("c TO d"), UPDATE ("c TO d") ON "a TO b" FROM pg_monitor;
