-- before
CREATE TABLE t (id INTEGER);
CREATE VIEW v AS
SELECT id -- the key
FROM t -- of all
;
CREATE VIEW w AS SELECT id FROM v;

-- up
DROP VIEW w;
DROP VIEW v;

-- down
-- This file was generated; read it before you rely on it.

CREATE VIEW v AS
SELECT id -- the key
FROM t;

CREATE VIEW w AS SELECT id FROM v;
