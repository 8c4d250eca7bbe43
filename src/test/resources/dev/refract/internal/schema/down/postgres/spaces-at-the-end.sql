-- before
CREATE TABLE t (id integer PRIMARY KEY, a varchar(30), b char(9));
INSERT INTO t VALUES (1, ' a ', 'b');

-- up
ALTER TABLE t
    ALTER COLUMN a TYPE char(12) USING a::char(12),
    ALTER COLUMN b TYPE text;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column a: what character(12) had no place for in the migration: spaces at the end.
-- Fails where: a value of a can't be read as character varying(30).
-- Loses: t, column b: spaces at the end.
-- Fails where: a value of b can't be read as character(9).
ALTER TABLE t
    ALTER COLUMN a SET DATA TYPE character varying(30) USING a::character varying,
    ALTER COLUMN b SET DATA TYPE character(9) USING b::text;
