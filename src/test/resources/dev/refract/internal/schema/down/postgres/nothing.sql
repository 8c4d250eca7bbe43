-- before
CREATE TABLE t (id integer PRIMARY KEY);

-- up
SELECT 1;

-- down
-- This file was generated; read it before you rely on it.

-- refract: TODO The migration changes nothing that can be seen in the schema. Write the statements that take
--   it back in place of this line, or SELECT 1; if there is nothing to take back.
