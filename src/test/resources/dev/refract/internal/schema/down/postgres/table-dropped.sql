-- before
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "Team" (id BIGSERIAL PRIMARY KEY, name varchar(40) COLLATE "C" UNIQUE, total numeric(12,2) DEFAULT 0 CHECK (total >= 0));
COMMENT ON TABLE "Team" IS 'it''s a \ team';
COMMENT ON COLUMN "Team".name IS 'shown';
CREATE TABLE "User" (
    "id" INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 10),
    "teamId" BIGINT NOT NULL,
    "role" "Role" NOT NULL DEFAULT 'USER',
    "name" TEXT, "lower" TEXT GENERATED ALWAYS AS (lower("name")) STORED,
    "tags" TEXT[] NOT NULL DEFAULT ARRAY['a', 'b']::TEXT[],
    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "User" ADD CONSTRAINT "User_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "User_name_idx" ON "User" USING hash ("name") WHERE "name" IS NOT NULL;

-- up
DROP TABLE "User";
DROP TABLE "Team";
DROP TYPE "Role";

-- down
-- This file was generated; read it before you rely on it.

CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');

-- Loses: "Team": its rows do not come back: the table comes back empty.
CREATE TABLE "Team" (
    id BIGSERIAL NOT NULL,
    name character varying(40) COLLATE "C",
    total numeric(12,2) DEFAULT 0,
    CONSTRAINT "Team_pkey" PRIMARY KEY (id),
    CONSTRAINT "Team_name_key" UNIQUE (name),
    CONSTRAINT "Team_total_check" CHECK ((total >= (0)::numeric))
);

COMMENT ON TABLE "Team" IS E'it''s a \\ team';
COMMENT ON COLUMN "Team".name IS 'shown';

-- Loses: "User": its rows do not come back: the table comes back empty.
CREATE TABLE "User" (
    id integer NOT NULL GENERATED ALWAYS AS IDENTITY (START WITH 10),
    "teamId" bigint NOT NULL,
    role "Role" NOT NULL DEFAULT 'USER'::"Role",
    name text,
    lower text GENERATED ALWAYS AS (lower(name)) STORED,
    tags text[] NOT NULL DEFAULT ARRAY['a'::text, 'b'::text],
    CONSTRAINT "User_pkey" PRIMARY KEY (id)
);

ALTER TABLE "User" ADD CONSTRAINT "User_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX "User_name_idx" ON "User" USING hash (name) WHERE name IS NOT NULL;
