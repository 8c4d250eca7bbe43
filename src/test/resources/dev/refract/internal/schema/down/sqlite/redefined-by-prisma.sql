-- before
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "age" INTEGER);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "authorId" INTEGER NOT NULL, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE VIEW mails AS SELECT email FROM "User";
CREATE VIEW more_mails AS SELECT * FROM mails;
CREATE TRIGGER touch AFTER INSERT ON "User" BEGIN DELETE FROM "Post" WHERE "authorId" = NEW."id"; END;
INSERT INTO "User" (email) VALUES ('x');
INSERT INTO "Post" ("authorId") VALUES (1);

-- up
DROP VIEW more_mails;
DROP VIEW mails;
-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT,
    "age" INTEGER NOT NULL DEFAULT 18,
    "teamId" INTEGER,
    CONSTRAINT "User_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_User" ("age", "email", "id") SELECT coalesce("age", 18) AS "age", "email", "id" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE INDEX "User_age_idx" ON "User"("age");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
CREATE VIEW mails AS SELECT email, age FROM "User";

-- down
-- This file was generated; read it before you rely on it.

-- Loses: "User", column "age": statement 6 of the migration computed the values, and nothing computes the old
--   ones from them.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

DROP VIEW mails;

-- Fails where: a row has NULL in email.
-- Loses: User, column teamId: the column with all its values.
CREATE TABLE new_User (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    age INTEGER
);

INSERT INTO new_User (id, email, age)
SELECT id, email, age FROM User;

UPDATE sqlite_sequence SET seq = coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = 'User'), seq) WHERE name = 'new_User';
DROP TABLE User;
ALTER TABLE new_User RENAME TO User;

-- Fails where: two rows have the same email.
CREATE UNIQUE INDEX User_email_key ON User (email);

CREATE VIEW mails AS SELECT email FROM User;
CREATE VIEW more_mails AS SELECT * FROM mails;
CREATE TRIGGER touch AFTER INSERT ON User BEGIN DELETE FROM Post WHERE authorId = NEW.id; END;
PRAGMA foreign_keys = ON;
