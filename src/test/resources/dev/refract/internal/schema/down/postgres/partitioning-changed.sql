-- before
CREATE TABLE t (id integer NOT NULL);

-- up
DROP TABLE t;
CREATE TABLE t (id integer NOT NULL) PARTITION BY HASH (id);

-- remains
~ table t
    + partition by: HASH (id)

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t: statement 1 of the migration dropped the table, and another one made it again: its rows do not
--   come back.

-- refract: TODO Make table t anew: what divides it, or where it lies, can't be altered.

-- remains
~ table t
    + partition by: HASH (id)
