-- before
CREATE TABLE "User" (id SERIAL PRIMARY KEY, name text);
CREATE TABLE "Post" (id SERIAL PRIMARY KEY);
INSERT INTO "User" (name) VALUES ('a'), ('b');

-- up
ALTER TABLE "User" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "User_id_seq";
ALTER TABLE "Post" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "Post_id_seq";

-- down
-- This file was generated; read it before you rely on it.

CREATE SEQUENCE "Post_id_seq" AS integer;
CREATE SEQUENCE "User_id_seq" AS integer;
ALTER TABLE "Post" ALTER COLUMN id SET DEFAULT nextval('"Post_id_seq"'::regclass);
ALTER TABLE "User" ALTER COLUMN id SET DEFAULT nextval('"User_id_seq"'::regclass);

-- The sequence continues after the highest number in use.
SELECT setval('"Post_id_seq"', max(id)) FROM "Post" HAVING max(id) >= 1;

ALTER SEQUENCE "Post_id_seq" OWNED BY "Post".id;

-- The sequence continues after the highest number in use.
SELECT setval('"User_id_seq"', max(id)) FROM "User" HAVING max(id) >= 1;

ALTER SEQUENCE "User_id_seq" OWNED BY "User".id;
