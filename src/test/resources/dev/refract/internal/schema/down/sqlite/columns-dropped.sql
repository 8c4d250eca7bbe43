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

-- Foreign keys are not checked while a table takes another's place. This can't be switched within a
--   transaction.
PRAGMA foreign_keys = OFF;

BEGIN;

-- The values of a do not come back: rows that there are get '', as the column allows no NULL.
-- The values of b do not come back: rows that there are get 0, as the column allows no NULL.
-- The values of c do not come back: every row has the default.
-- The values of d do not come back: every row has the default.
-- The values of e do not come back: rows that there are get lower(hex(randomblob(16))), as the column allows
--   no NULL.
-- The values of f do not come back: rows that there are get x'', as the column allows no NULL.
-- The values of h do not come back: every row has NULL.
-- The values of i do not come back: rows that there are get '{}', as the column allows no NULL.
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

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE INDEX t_a ON t (a, b);
CREATE UNIQUE INDEX t_e ON t (e);
COMMIT;
PRAGMA foreign_keys = ON;
