-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, age INTEGER, a TEXT, b TEXT, c TEXT);
INSERT INTO t VALUES (1, 41, 'a', 'b', 'c');

-- up
CREATE TABLE new_t (id INTEGER PRIMARY KEY, years INTEGER, a TEXT, b TEXT, d TEXT, e TEXT);
INSERT INTO new_t (id, years, a, b, d, e) SELECT id, age, b, a, c, c FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

ALTER TABLE t RENAME COLUMN years TO age;
ALTER TABLE t RENAME COLUMN a TO b_before;
ALTER TABLE t RENAME COLUMN b TO a;
ALTER TABLE t RENAME COLUMN b_before TO b;

-- Loses: t, column c: the values do not come back: every row has NULL.
-- Loses: t, column d: the column with all its values.
-- Loses: t, column e: the column with all its values.
CREATE TABLE new_t (
    id INTEGER PRIMARY KEY,
    age INTEGER,
    a TEXT,
    b TEXT,
    c TEXT
);

INSERT INTO new_t (id, age, a, b)
SELECT id, age, a, b FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys = ON;
