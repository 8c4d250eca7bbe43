-- before
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id FROM t;
CREATE VIEW w AS SELECT id FROM v;

-- up
CREATE OR REPLACE VIEW v AS SELECT id, a FROM t;
CREATE VIEW x WITH (security_invoker = true) AS SELECT * FROM v;

-- down
-- This file was generated; read it before you rely on it.

DROP VIEW w;
DROP VIEW x;
DROP VIEW v;

CREATE VIEW v AS
SELECT id
   FROM t;

CREATE VIEW w AS
SELECT id
   FROM v;
