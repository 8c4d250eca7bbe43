-- before
CREATE TABLE t (id int PRIMARY KEY);

-- up
COMMENT ON SCHEMA public IS 'it''s ours';
ALTER TABLE t ADD COLUMN v int;

-- down
-- This file was generated; read it before you rely on it.

COMMENT ON SCHEMA public IS 'standard public schema';

-- Loses: t, column v: the column with all its values.
ALTER TABLE t DROP COLUMN v;
