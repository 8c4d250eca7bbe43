-- before
CREATE TYPE grows AS (a integer, b numeric(10,2));
CREATE TYPE shrinks AS (a integer, b numeric(10,2), "C d" text);
CREATE TYPE other AS (a integer, b text);
CREATE TABLE t (id integer PRIMARY KEY, g grows, s shrinks);

-- up
ALTER TYPE grows ADD ATTRIBUTE c text, ADD ATTRIBUTE d integer;
ALTER TYPE shrinks DROP ATTRIBUTE "C d";
ALTER TYPE other ALTER ATTRIBUTE a TYPE bigint;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column g: the attribute c of its values.
-- Loses: t, column g: the attribute d of its values.
ALTER TYPE grows DROP ATTRIBUTE c, DROP ATTRIBUTE d;

ALTER TYPE other RENAME TO other_after;
CREATE TYPE other AS (a integer, b text);

-- Loses: t, column s: the attribute "C d" comes back as NULL.
ALTER TYPE shrinks ADD ATTRIBUTE "C d" text;

DROP TYPE other_after;
