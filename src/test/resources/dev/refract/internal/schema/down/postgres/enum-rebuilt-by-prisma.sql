-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');
CREATE TABLE "User" (id serial PRIMARY KEY, role "Role" NOT NULL DEFAULT 'USER');
INSERT INTO "User" DEFAULT VALUES;

-- up
BEGIN;
CREATE TYPE "Role_new" AS ENUM ('USER', 'ADMIN');
ALTER TABLE "public"."User" ALTER COLUMN "role" DROP DEFAULT;
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "public"."Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'USER';
COMMIT;

-- down
-- This file was generated; read it before you rely on it.

-- PostgreSQL takes no value out of an enum, and puts none elsewhere: the type is made anew.
ALTER TYPE "Role" RENAME TO "Role_after";

CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');

ALTER TABLE "User"
    ALTER COLUMN role DROP DEFAULT,
    ALTER COLUMN role SET DATA TYPE "Role" USING role::text::"Role",
    ALTER COLUMN role SET DEFAULT 'USER'::"Role";

DROP TYPE "Role_after";
