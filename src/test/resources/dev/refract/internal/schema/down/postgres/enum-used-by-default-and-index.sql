-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "User" (id serial PRIMARY KEY, role "Role" NOT NULL DEFAULT 'USER', roles "Role"[] DEFAULT ARRAY['USER']::"Role"[], name text CHECK (name <> ''));
CREATE INDEX "User_role_idx" ON "User" (role) WHERE role = 'ADMIN';
CREATE INDEX "User_role_name_idx" ON "User" (role, name);
CREATE VIEW admins AS SELECT id, role FROM "User" WHERE role = 'ADMIN';
CREATE VIEW admin_ids AS SELECT id FROM admins;
ALTER TABLE "User" ADD CONSTRAINT admin_named CHECK (role <> 'ADMIN' OR name IS NOT NULL);
CREATE FUNCTION is_admin(r "Role") RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT r = 'ADMIN' $$;
INSERT INTO "User" (name) VALUES ('a');

-- up
ALTER TYPE "Role" ADD VALUE 'MODERATOR' BEFORE 'ADMIN';
COMMENT ON TYPE "Role" IS 'three';

-- down
-- This file was generated; read it before you rely on it.

-- A function's body may name what comes back only after it.
SET check_function_bodies = off;

DROP VIEW admin_ids;
DROP VIEW admins;
DROP INDEX "User_role_idx";
ALTER TABLE "User" DROP CONSTRAINT admin_named;
DROP FUNCTION is_admin("Role");

-- PostgreSQL takes no value out of an enum, and puts none elsewhere: the type is made anew.
-- Fails where: a row has 'MODERATOR'.
ALTER TYPE "Role" RENAME TO "Role_after";

CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
COMMENT ON TYPE "Role" IS NULL;

CREATE OR REPLACE FUNCTION is_admin(r "Role")
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT r = 'ADMIN' $function$;

ALTER TABLE "User"
    ALTER COLUMN role DROP DEFAULT,
    ALTER COLUMN role SET DATA TYPE "Role" USING role::text::"Role",
    ALTER COLUMN role SET DEFAULT 'USER'::"Role",
    ALTER COLUMN roles DROP DEFAULT,
    ALTER COLUMN roles SET DATA TYPE "Role"[] USING roles::text[]::"Role"[],
    ALTER COLUMN roles SET DEFAULT ARRAY['USER'::"Role"];

ALTER TABLE "User" ADD CONSTRAINT admin_named CHECK (((role <> 'ADMIN'::"Role") OR (name IS NOT NULL)));
CREATE INDEX "User_role_idx" ON "User" USING btree (role) WHERE role = 'ADMIN'::"Role";

CREATE VIEW admins AS
SELECT id,
    role
   FROM "User"
  WHERE role = 'ADMIN'::"Role";

CREATE VIEW admin_ids AS
SELECT id
   FROM admins;

DROP TYPE "Role_after";
