-- before
CREATE SEQUENCE s1 START WITH 5 INCREMENT BY 2;
CREATE SEQUENCE s2 AS smallint CYCLE;
CREATE SEQUENCE s3;
CREATE TABLE t (id integer PRIMARY KEY DEFAULT nextval('s1'), b integer DEFAULT nextval('s3'), c serial);
ALTER SEQUENCE s3 OWNED BY t.b;

-- up
ALTER TABLE t ALTER id DROP DEFAULT, ALTER c DROP DEFAULT;
DROP SEQUENCE s1;
DROP SEQUENCE t_c_seq;
ALTER SEQUENCE s2 AS integer INCREMENT BY -1 MINVALUE -100 MAXVALUE 50 START WITH 50 NO CYCLE;
ALTER SEQUENCE s3 OWNED BY NONE;
CREATE SEQUENCE s4;
ALTER TABLE t ALTER b SET DEFAULT nextval('s4');

-- down
-- This file was generated; read it before you rely on it.

CREATE SEQUENCE s1 INCREMENT BY 2 START WITH 5;
ALTER SEQUENCE s2 AS smallint CYCLE INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1 START WITH 1;
CREATE SEQUENCE t_c_seq AS integer;

ALTER TABLE t
    ALTER COLUMN b SET DEFAULT nextval('s3'::regclass),
    ALTER COLUMN c SET DEFAULT nextval('t_c_seq'::regclass),
    ALTER COLUMN id SET DEFAULT nextval('s1'::regclass);

-- The sequence continues after the highest number in use.
SELECT setval('s1', max(id)) FROM t HAVING max(id) >= 5;

ALTER SEQUENCE s3 OWNED BY t.b;

-- The sequence continues after the highest number in use.
SELECT setval('t_c_seq', max(c)) FROM t HAVING max(c) >= 1;

ALTER SEQUENCE t_c_seq OWNED BY t.c;
DROP SEQUENCE s4;
