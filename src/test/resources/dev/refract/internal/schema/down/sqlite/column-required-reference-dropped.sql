-- before
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY, "authorId" INTEGER NOT NULL, "title" TEXT NOT NULL, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE);

-- up
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Post" ("id" INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "new_Post" ("id") SELECT "id" FROM "Post";
DROP TABLE "Post";
ALTER TABLE "new_Post" RENAME TO "Post";
PRAGMA foreign_keys=ON;

-- down
-- This file was generated; read it before you rely on it.

-- Foreign keys are off while a table takes another's place. Refract runs all of it in one transaction, and
--   checks them at its end.
PRAGMA foreign_keys = OFF;

-- Loses: Post, column authorId: the values do not come back.
-- Fails where: the table has a row, as each must refer to one. Otherwise select a value in place of NULL.
-- Loses: Post, column title: the values do not come back: every row gets '', as the column allows no NULL.
CREATE TABLE new_Post (
    id INTEGER NOT NULL PRIMARY KEY,
    authorId INTEGER NOT NULL,
    title TEXT NOT NULL,
    CONSTRAINT Post_authorId_fkey FOREIGN KEY (authorId) REFERENCES User (id) ON DELETE RESTRICT ON UPDATE CASCADE
);

INSERT INTO new_Post (id, authorId, title)
SELECT id, NULL, '' FROM Post;

DROP TABLE Post;
ALTER TABLE new_Post RENAME TO Post;
PRAGMA foreign_keys = ON;
