-- refused from here on: PostgreSQL knows none of these, and what we say of them does not matter
CREATE TABLE t (a int DEFAULT NOT true);
CREATE TABLE t (a int,);
CREATE TABLE "" (a int);
CREATE TABLE t (a int AUTO_INCREMENT);
ALTER TABLE t MODIFY a int;
ALTER TABLE t ADD COLUMN a;
ALTER TABLE t RENAME a TO b, ADD c int;
CREATE INDEX i ON t (a + 1);
CREATE INDEX i ON t;
DROP TABLE;
UPDATE t SET a = 1 LIMIT 5;
DELETE t WHERE a = 1;
INSERT t VALUES (1);
COMMENT ON t IS 'x';
GRANT ON t TO app;
SET a b c;
