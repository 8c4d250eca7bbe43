-- before
CREATE TABLE base (id integer PRIMARY KEY, a integer DEFAULT 1, b integer);
CREATE TABLE child (x integer) INHERITS (base);
CREATE TABLE p (id integer PRIMARY KEY, a integer DEFAULT 1, b integer) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF p FOR VALUES FROM (0) TO (10);

-- up
ALTER TABLE base ALTER COLUMN a TYPE bigint, DROP COLUMN b, ADD COLUMN c integer;
ALTER TABLE base RENAME COLUMN id TO ident;
ALTER TABLE p ALTER COLUMN a TYPE bigint, DROP COLUMN b, ADD COLUMN c integer;
ALTER TABLE p RENAME COLUMN id TO ident;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: base, column c: the column with all its values.
ALTER TABLE base DROP COLUMN c;

-- Loses: child, column c: the column with all its values.

-- Loses: p, column c: the column with all its values.
ALTER TABLE p DROP COLUMN c;

-- Loses: part, column c: the column with all its values.

ALTER TABLE base RENAME COLUMN ident TO id;
ALTER TABLE p RENAME COLUMN ident TO id;

-- Fails where: a value of a does not fit integer.
-- Loses: base, column b: the values do not come back: every row has NULL.
ALTER TABLE base
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a SET DATA TYPE integer,
    ALTER COLUMN a SET DEFAULT 1,
    ADD COLUMN b integer;

-- Loses: child, column b: the values do not come back: it comes with its parent's.

-- Fails where: a value of a does not fit integer.
-- Loses: p, column b: the values do not come back: every row has NULL.
ALTER TABLE p
    ALTER COLUMN a DROP DEFAULT,
    ALTER COLUMN a SET DATA TYPE integer,
    ALTER COLUMN a SET DEFAULT 1,
    ADD COLUMN b integer;

-- Loses: part, column b: the values do not come back: it comes with its parent's.
