-- before
CREATE TABLE o (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY, z TEXT);
CREATE INDEX t_z ON t (z);
CREATE VIEW v AS SELECT id FROM t;
INSERT INTO t VALUES (1, 'z'), (2, 'z');

-- up
ALTER TABLE t ADD COLUMN o_id INTEGER REFERENCES o (id) ON DELETE SET NULL;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

DROP VIEW v;

-- Loses: t, column o_id: the column with all its values.
CREATE TABLE new_t (
    id INTEGER PRIMARY KEY,
    z TEXT
);

INSERT INTO new_t (id, z)
SELECT id, z FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE INDEX t_z ON t (z);
CREATE VIEW v AS SELECT id FROM t;
PRAGMA foreign_keys = ON;
