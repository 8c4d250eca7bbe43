-- before
CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, v TEXT);
CREATE TABLE "taken ' away" (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, v TEXT);

-- up
CREATE TABLE new_t (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, v TEXT NOT NULL);
INSERT INTO new_t (id, v) SELECT id, v FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE TABLE new_taken (id INTEGER NOT NULL PRIMARY KEY, v TEXT);
INSERT INTO new_taken (id, v) SELECT id, v FROM "taken ' away";
DROP TABLE "taken ' away";
ALTER TABLE new_taken RENAME TO "taken ' away";

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

CREATE TABLE new_t (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    v TEXT
);

INSERT INTO new_t (id, v)
SELECT id, v FROM t;

UPDATE sqlite_sequence SET seq = coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 't'), seq) WHERE name = 'new_t';
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;

CREATE TABLE "new_taken ' away" (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    v TEXT
);

INSERT INTO "new_taken ' away" (id, v)
SELECT id, v FROM "taken ' away";

-- AUTOINCREMENT continues after the highest number in use.
DROP TABLE "taken ' away";

ALTER TABLE "new_taken ' away" RENAME TO "taken ' away";
PRAGMA foreign_keys = ON;
