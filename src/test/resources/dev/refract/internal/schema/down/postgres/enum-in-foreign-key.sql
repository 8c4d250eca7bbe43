-- before
CREATE TYPE "Status" AS ENUM ('OPEN', 'DONE');
CREATE TABLE a (status "Status", n integer, PRIMARY KEY (status, n));
CREATE TABLE b (status "Status", n integer, FOREIGN KEY (status, n) REFERENCES a);
INSERT INTO a VALUES ('OPEN', 1);
INSERT INTO b VALUES ('OPEN', 1);

-- up
ALTER TYPE "Status" ADD VALUE 'GONE';

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE b DROP CONSTRAINT b_status_n_fkey;

-- PostgreSQL takes no value out of an enum, and puts none elsewhere: the type is made anew.
-- Fails where: a row has 'GONE'.
ALTER TYPE "Status" RENAME TO "Status_after";

CREATE TYPE "Status" AS ENUM ('OPEN', 'DONE');
ALTER TABLE a ALTER COLUMN status SET DATA TYPE "Status" USING status::text::"Status";
ALTER TABLE b ALTER COLUMN status SET DATA TYPE "Status" USING status::text::"Status";
ALTER TABLE b ADD CONSTRAINT b_status_n_fkey FOREIGN KEY (status, n) REFERENCES a(status, n);
DROP TYPE "Status_after";
