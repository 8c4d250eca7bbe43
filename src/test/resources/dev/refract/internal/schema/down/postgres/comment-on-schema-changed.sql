-- before
CREATE TABLE t (id int PRIMARY KEY);
COMMENT ON SCHEMA public IS 'it''s ours';
GRANT USAGE ON SCHEMA public TO pg_monitor;

-- up
COMMENT ON SCHEMA public IS NULL;
REVOKE USAGE ON SCHEMA public FROM pg_monitor;

-- down
-- This file was generated; read it before you rely on it.

COMMENT ON SCHEMA public IS 'it''s ours';
GRANT USAGE ON SCHEMA public TO pg_monitor;
