-- before
CREATE SEQUENCE s1 START WITH 10 INCREMENT BY 5;
CREATE TABLE t (id int primary key default nextval(s1));

-- up
CREATE SEQUENCE s2;

-- down
-- This file was generated; read it before you rely on it.

DROP SEQUENCE `s2`;
