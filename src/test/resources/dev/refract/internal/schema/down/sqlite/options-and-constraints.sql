-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, CONSTRAINT ab UNIQUE (a, b), CHECK (a <> b));
INSERT INTO t VALUES (1, 'a', 'b');

-- up
PRAGMA foreign_keys=OFF;
CREATE TABLE new_t (id INTEGER PRIMARY KEY, b TEXT, a TEXT, CHECK (a <> '')) STRICT;
INSERT INTO new_t (id, a, b) SELECT id, a, b FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys=ON;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

-- Fails where: two rows have the same a, b.
-- Fails where: a row does not fulfil a <> b.
CREATE TABLE new_t (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b TEXT,
    CONSTRAINT ab UNIQUE (a, b),
    CHECK (a <> b)
);

INSERT INTO new_t (id, a, b)
SELECT id, a, b FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys = ON;
