-- before
CREATE TABLE t (id int primary key, a text);
INSERT INTO t VALUES (1, 'a');

-- up
UPDATE t SET a = 'b' WHERE id = 1;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`: statement 1 of the migration changed rows, whose old values do not come back: UPDATE t SET a =
--   'b' WHERE id = 1;

-- refract: TODO The migration changes rows only. Write the statements that take that back in place of this
--   line, or SELECT 1; if it may stay.
