-- before
CREATE DOMAIN email AS text DEFAULT 'x' CHECK (VALUE LIKE '%@%' OR VALUE = 'x');
CREATE DOMAIN gone AS varchar(10) NOT NULL;
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE spare AS (z date);
CREATE TYPE span AS RANGE (SUBTYPE = date);
CREATE TABLE t (id integer PRIMARY KEY, e email, p pair, g text);
INSERT INTO t VALUES (1, 'a@b', (1, 'x'), 'g');

-- up
ALTER DOMAIN email DROP CONSTRAINT email_check;
ALTER DOMAIN email SET DEFAULT 'y';
ALTER DOMAIN email SET NOT NULL;
ALTER DOMAIN email ADD CONSTRAINT long CHECK (length(VALUE) > 0);
DROP DOMAIN gone;
DROP TYPE spare;
DROP TYPE span;
ALTER TYPE pair RENAME ATTRIBUTE b TO c;
CREATE TYPE span AS ENUM ('x');
CREATE DOMAIN fresh AS email;
ALTER TABLE t ADD COLUMN f fresh DEFAULT 'q';

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column f: the column with all its values.
ALTER TABLE t DROP COLUMN f;

ALTER TYPE span RENAME TO span_after;
ALTER DOMAIN email SET DEFAULT 'x'::text;
ALTER DOMAIN email DROP NOT NULL;
ALTER DOMAIN email DROP CONSTRAINT long;
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (((VALUE ~~ '%@%'::text) OR (VALUE = 'x'::text)));
CREATE DOMAIN gone AS character varying(10) NOT NULL;
ALTER TYPE pair RENAME TO pair_after;
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE spare AS (z date);
CREATE TYPE span AS RANGE (SUBTYPE = date);

-- Fails where: a value of p can't be read as pair.
ALTER TABLE t ALTER COLUMN p SET DATA TYPE pair USING p::text::pair;

DROP TYPE pair_after;
DROP DOMAIN fresh;
DROP TYPE span_after;
