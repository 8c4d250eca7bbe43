-- before
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY, p_id INTEGER);

-- up
DELETE FROM p WHERE id = 7;
ALTER TABLE p RENAME TO q;
PRAGMA foreign_keys=OFF;
CREATE TABLE new_t (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES q (id) ON DELETE CASCADE);
INSERT INTO new_t (id, p_id) SELECT id, p_id FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys=ON;
DELETE FROM q WHERE id = 8;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: "p": statement 1 of the migration deleted rows, which do not come back: DELETE FROM p WHERE id = 7;
-- Loses: "p": statement 9 of the migration deleted rows, which do not come back: DELETE FROM q WHERE id = 8;
-- Loses: "t": statement 9 of the migration deleted rows of p, and with them those that refer to them, which
--   do not come back.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

ALTER TABLE q RENAME TO p;

CREATE TABLE new_t (
    id INTEGER PRIMARY KEY,
    p_id INTEGER
);

INSERT INTO new_t (id, p_id)
SELECT id, p_id FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys = ON;
