-- before


-- up
CREATE TABLE "User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- key
    "email" TEXT NOT NULL COLLATE NOCASE, /* c, */
    "n" DECIMAL (10, 2) DEFAULT (1 + 2) CHECK ("n" > 0),
    "g" TEXT GENERATED ALWAYS AS (lower("email")) STORED,
    CONSTRAINT positive CHECK (id > 0),
    UNIQUE ("email" , n)
);
CREATE TABLE Post (id INTEGER PRIMARY KEY, authorId INTEGER REFERENCES "User" ("id") ON DELETE CASCADE, t TEXT, FOREIGN KEY (t) REFERENCES "User"(email)) STRICT;
CREATE TABLE kv (k TEXT PRIMARY KEY, v) without rowid;
CREATE UNIQUE INDEX IF NOT EXISTS "User_email_key" ON "User"("email" DESC) WHERE n > 1;
CREATE INDEX main.post_idx ON Post(lower(t));
CREATE VIRTUAL TABLE fts USING fts5(body);
CREATE VIEW mails AS SELECT email FROM "User";
CREATE VIEW a_mails AS SELECT * FROM mails;
CREATE TRIGGER tr AFTER INSERT ON "User" BEGIN UPDATE Post SET t = 'x'; DELETE FROM kv; END;
ALTER TABLE Post ADD COLUMN extra TEXT;
ALTER TABLE Post RENAME TO "Article";

-- down
-- This file was generated; read it before you rely on it.

DROP TRIGGER tr;
DROP VIEW a_mails;
DROP VIEW mails;

-- Loses: Article: the table with all its rows.
DROP TABLE Article;

-- Loses: User: the table with all its rows.
DROP TABLE User;

-- Loses: fts: the table with all its rows.
DROP TABLE fts;

-- Loses: kv: the table with all its rows.
DROP TABLE kv;
