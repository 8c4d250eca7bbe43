-- before
CREATE TABLE "User" (id SERIAL PRIMARY KEY);
INSERT INTO "User" DEFAULT VALUES;

-- up
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "userId" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Post_title_key" ON "Post"("title");
ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: "Post": the table with all its rows.
DROP TABLE "Post";
