-- before
CREATE TABLE o (id INTEGER PRIMARY KEY);
CREATE TABLE t (a TEXT NOT NULL, id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, b INTEGER NOT NULL, c DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, d TEXT DEFAULT 'd', e TEXT NOT NULL, f BLOB NOT NULL, g INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL, h INTEGER REFERENCES o(id), i JSONB NOT NULL);
CREATE UNIQUE INDEX t_e ON t (e);
CREATE INDEX t_a ON t (a, b);
INSERT INTO t (a, b, e, f, i) VALUES ('a', 1, 'e1', x'00', '{}'), ('a', 1, 'e2', x'00', '{}');

-- up
PRAGMA foreign_keys=OFF;
CREATE TABLE new_t (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT);
INSERT INTO new_t (id) SELECT id FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys=ON;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

-- Loses: t, column a: the values do not come back: every row gets '', as the column allows no NULL.
-- Loses: t, column b: the values do not come back: every row gets 0, as the column allows no NULL.
-- Loses: t, column c: the values do not come back: every row has the default.
-- Loses: t, column d: the values do not come back: every row has the default.
-- Loses: t, column e: the values do not come back: every row gets lower(hex(randomblob(16))), as the column
--   allows no NULL.
-- Loses: t, column f: the values do not come back: every row gets x'', as the column allows no NULL.
-- Loses: t, column h: the values do not come back: every row has NULL.
-- Loses: t, column i: the values do not come back: every row gets '{}', as the column allows no NULL.
CREATE TABLE new_t (
    a TEXT NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    b INTEGER NOT NULL,
    c DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    d TEXT DEFAULT 'd',
    e TEXT NOT NULL,
    f BLOB NOT NULL,
    g INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL,
    h INTEGER REFERENCES o(id),
    i JSONB NOT NULL
);

INSERT INTO new_t (a, id, b, e, f, i)
SELECT '', id, 0, lower(hex(randomblob(16))), x'', '{}' FROM t;

UPDATE sqlite_sequence SET seq = coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 't'), seq) WHERE name = 'new_t';
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE INDEX t_a ON t (a, b);
CREATE UNIQUE INDEX t_e ON t (e);
PRAGMA foreign_keys = ON;
