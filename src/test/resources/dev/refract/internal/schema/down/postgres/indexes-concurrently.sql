-- before
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);
CREATE UNIQUE INDEX old ON t (b);
CREATE INDEX plain ON t (b, a);

-- up
CREATE INDEX CONCURRENTLY made ON t (a);
DROP INDEX CONCURRENTLY old;
CREATE INDEX also ON t (a, b);
DROP INDEX plain;

-- down
-- This file was generated; read it before you rely on it.

DROP INDEX also;
DROP INDEX CONCURRENTLY made;

-- Fails where: two rows have the same b.
CREATE UNIQUE INDEX CONCURRENTLY old ON t USING btree (b);

CREATE INDEX plain ON t USING btree (b, a);
