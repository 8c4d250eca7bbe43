-- before
CREATE TABLE "Team" (id INTEGER PRIMARY KEY, "order" TEXT UNIQUE DEFAULT 'it''s, (x)', CHECK (length("order") > 0)) STRICT;
CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "teamId" INTEGER REFERENCES "Team"("id"), "lower" TEXT GENERATED ALWAYS AS (lower("name")) STORED, "name" TEXT COLLATE NOCASE, "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, n DECIMAL DEFAULT (1 + 2)) WITHOUT ROWID;
CREATE INDEX "User_name" ON "User" ("name" DESC) WHERE "name" IS NOT NULL;
CREATE VIRTUAL TABLE words USING fts5(body);
CREATE TRIGGER user_gone AFTER DELETE ON "User" BEGIN UPDATE "Team" SET "order" = NULL; END;

-- up
DROP TABLE "User";
DROP TABLE "Team";
DROP TABLE words;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: Team: its rows do not come back: the table comes back empty.
CREATE TABLE Team (
    id INTEGER PRIMARY KEY,
    "order" TEXT UNIQUE DEFAULT 'it''s, (x)',
    CHECK (length("order") > 0)
) STRICT;

-- Loses: User: its rows do not come back: the table comes back empty.
CREATE TABLE User (
    id TEXT NOT NULL PRIMARY KEY,
    teamId INTEGER REFERENCES Team(id),
    lower TEXT GENERATED ALWAYS AS (lower(name)) STORED,
    name TEXT COLLATE NOCASE,
    at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    n DECIMAL DEFAULT (1 + 2)
) WITHOUT ROWID;

-- Loses: words: its rows do not come back: the table comes back empty.
CREATE VIRTUAL TABLE words USING fts5(body);

CREATE INDEX User_name ON User (name DESC) WHERE name IS NOT NULL;
CREATE TRIGGER user_gone AFTER DELETE ON User BEGIN UPDATE Team SET "order" = NULL; END;
