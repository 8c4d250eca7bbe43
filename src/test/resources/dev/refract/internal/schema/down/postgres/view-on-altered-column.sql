-- before
CREATE TABLE t (id integer PRIMARY KEY, a integer);
CREATE VIEW v AS SELECT id, a FROM t;

-- up
DROP VIEW v;
ALTER TABLE t ALTER a TYPE bigint;
CREATE VIEW v AS SELECT id, a FROM t;

-- down
-- This file was generated; read it before you rely on it.

DROP VIEW v;

-- Fails where: a value of a does not fit integer.
ALTER TABLE t ALTER COLUMN a SET DATA TYPE integer;

CREATE VIEW v AS
SELECT id,
    a
   FROM t;
