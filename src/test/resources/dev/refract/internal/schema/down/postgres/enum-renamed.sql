-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "User" (id serial PRIMARY KEY, role "Role" NOT NULL DEFAULT 'ADMIN');
CREATE INDEX r ON "User" (id) WHERE role = 'ADMIN';
CREATE VIEW v AS SELECT id, 'ADMIN'::"Role" AS r FROM "User";

-- up
ALTER TYPE "Role" RENAME VALUE 'ADMIN' TO 'ROOT';
ALTER TYPE "Role" RENAME TO "Rank";

-- down
-- This file was generated; read it before you rely on it.

ALTER TYPE "Rank" RENAME TO "Role";
ALTER TYPE "Role" RENAME VALUE 'ROOT' TO 'ADMIN';
