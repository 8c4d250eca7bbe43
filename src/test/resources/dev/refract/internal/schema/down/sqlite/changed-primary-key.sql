-- before
CREATE TABLE t (id INTEGER NOT NULL, uuid TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE o (t_id INTEGER REFERENCES t(id));
INSERT INTO t VALUES (1, 'u');
INSERT INTO o VALUES (1);

-- up
PRAGMA foreign_keys=OFF;
CREATE TABLE new_t (id INTEGER NOT NULL UNIQUE, uuid TEXT NOT NULL, PRIMARY KEY (uuid));
INSERT INTO new_t SELECT id, uuid FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys=ON;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

-- Fails where: two rows have the same id.
CREATE TABLE new_t (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO new_t (id, uuid)
SELECT id, uuid FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys = ON;
