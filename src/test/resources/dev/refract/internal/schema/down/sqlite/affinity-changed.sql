-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b DECIMAL, c BLOB, d REAL, e TEXT);
CREATE TABLE s (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c ANY) STRICT;

-- up
PRAGMA foreign_keys=OFF;
CREATE TABLE new_t (id INTEGER PRIMARY KEY, a INTEGER, b REAL, c TEXT, d BIGINT, e VARCHAR(20));
INSERT INTO new_t (id, a, b, c, d, e) SELECT id, a, b, c, d, e FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE TABLE new_s (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, c TEXT);
INSERT INTO new_s (id, a, b, c) SELECT id, a, b, c FROM s;
DROP TABLE s;
ALTER TABLE new_s RENAME TO s;
PRAGMA foreign_keys=ON;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

-- Loses: s, column a: text that looks like a number became one, and comes back as the number is written:
--   '007' as '7'.
-- Fails where: a value of a does not fit TEXT: the table is STRICT.
-- Fails where: a value of b does not fit INTEGER: the table is STRICT.
-- Loses: s, column c: numbers became text, and stay that.
CREATE TABLE new_s (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b INTEGER,
    c ANY
) STRICT;

INSERT INTO new_s (id, a, b, c)
SELECT id, a, b, c FROM s;

DROP TABLE s;
ALTER TABLE new_s RENAME TO s;

-- Loses: t, column a: text that looks like a number became one, and comes back as the number is written:
--   '007' as '7'.
-- Loses: t, column b: integers beyond 2^53 were rounded.
-- Loses: t, column c: numbers became text, and stay that.
CREATE TABLE new_t (
    id INTEGER PRIMARY KEY,
    a TEXT,
    b DECIMAL,
    c BLOB,
    d REAL,
    e TEXT
);

INSERT INTO new_t (id, a, b, c, d, e)
SELECT id, a, b, c, d, e FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys = ON;
