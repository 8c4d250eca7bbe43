-- before
CREATE TABLE "t" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT, "n" TEXT, "gone" TEXT DEFAULT 'x', "kept" TEXT);
INSERT INTO t VALUES (1, 'a', 'b', 'c', 'd');

-- up
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_t" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL DEFAULT 'none', "n" TEXT, "gone" TEXT DEFAULT 'x', "kept" TEXT);
INSERT INTO "new_t" ("id", "name", "n", "kept") SELECT "id", coalesce("name", 'none') AS "name", upper("n"), "kept" FROM "t";
DROP TABLE "t";
ALTER TABLE "new_t" RENAME TO "t";
PRAGMA foreign_keys=ON;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: "t", column "name": statement 3 of the migration computed the values, and nothing computes the old
--   ones from them.
-- Loses: "t", column "n": statement 3 of the migration computed the values, and nothing computes the old ones
--   from them.
-- Loses: "t", column "gone": statement 3 of the migration copied the rows without these values, which do not
--   come back.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

CREATE TABLE new_t (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT,
    n TEXT,
    gone TEXT DEFAULT 'x',
    kept TEXT
);

INSERT INTO new_t (id, name, n, gone, kept)
SELECT id, name, n, gone, kept FROM t;

DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
PRAGMA foreign_keys = ON;
