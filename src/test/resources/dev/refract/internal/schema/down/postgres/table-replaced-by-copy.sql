-- before
CREATE TABLE t (id integer PRIMARY KEY, a text);
INSERT INTO t VALUES (1, 'a');

-- up
CREATE TABLE t_new (id bigint CONSTRAINT t_new_pkey PRIMARY KEY, a varchar(100), b integer);
INSERT INTO t_new SELECT id, a FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
ALTER TABLE t RENAME CONSTRAINT t_new_pkey TO t_pkey;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: t, column b: the column with all its values.
ALTER TABLE t DROP COLUMN b;

-- Fails where: a value of id does not fit integer.
ALTER TABLE t
    ALTER COLUMN a SET DATA TYPE text,
    ALTER COLUMN id SET DATA TYPE integer;
