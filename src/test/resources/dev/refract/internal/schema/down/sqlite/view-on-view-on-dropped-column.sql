-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT upper(a) AS big FROM v1;
CREATE TRIGGER v1_insert INSTEAD OF INSERT ON v1 BEGIN INSERT INTO t (a) VALUES (NEW.a); END;

-- up
DROP VIEW v2;
DROP VIEW v1;
ALTER TABLE t DROP COLUMN a;
CREATE VIEW v1 AS SELECT id, b AS a FROM t;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

DROP VIEW v1;

-- Loses: t, column a: the values do not come back: every row has NULL.
CREATE TABLE new_t (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b TEXT
);

INSERT INTO new_t (id, b)
SELECT id, b FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT upper(a) AS big FROM v1;
CREATE TRIGGER v1_insert INSTEAD OF INSERT ON v1 BEGIN INSERT INTO t (a) VALUES (NEW.a); END;
PRAGMA foreign_keys = ON;
