-- before
CREATE TABLE keepit (id INTEGER PRIMARY KEY);

-- up
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b(id), keep_id INTEGER REFERENCES keepit(id));
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a(id), b_id INTEGER REFERENCES b(id));
INSERT INTO a VALUES (1, NULL, NULL);
INSERT INTO b VALUES (1, 1, 1);
UPDATE a SET b_id = 1;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

-- Loses: a: the table with all its rows.
DROP TABLE a;

-- Loses: b: the table with all its rows.
DROP TABLE b;

PRAGMA foreign_keys = ON;
