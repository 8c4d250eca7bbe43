SELECT 'a;b', 'it''s; ok', "a;" FROM (SELECT 1 AS "a;") x;
SELECT 'back\';
SELECT E'a\';b', e'\\', ';';
SELECT E'a'
  'b\';c' ;
SELECT E'a' -- c ; '
  'b\';c' ;
SELECT U&'\0061;''', U&"x;y" FROM (SELECT 1 AS "x;y") q;
SELECT x'1F', B'01', N'a;';
SELECT $$a;'b$$, $x$ $$;$y$; $x$, $é$;$é$, $_1$;'$_1$;
SELECT 1 /* /* ; ' */ ; */ + 1;
SELECT 1 -- ; '
;
SELECT 3*-- ; x
2;
SELECT 3 /*;*/ -/*;*/ 2;
SELECT a$b$c FROM (SELECT 1 AS a$b$c) q;
SELECT 1 AS "end", 2 AS end, 3 AS begin;
SELECT jsonb '{"a":1}' ? 'a;', '{"a":1}'::jsonb ?| array['a;'];
SELECT 1; SELECT 2 ; ;; SELECT 3;
SELECT (1);
/* lead; */ SELECT 'x' /* trail; */;
PREPARE z(int) AS SELECT $1, '$2;';
DO $do$ BEGIN PERFORM 1; PERFORM $q$;$q$; END $do$;
DO 'BEGIN PERFORM 1; END';
SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 5;

CREATE TABLE t (a int, b text, "end" int, "case" int);
CREATE FUNCTION f1() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE OR REPLACE FUNCTION f2(a int DEFAULT 1) RETURNS TABLE (x int, y text) LANGUAGE sql
BEGIN ATOMIC
  SELECT 1, (CASE WHEN (SELECT true) THEN ';' ELSE 'END' END);
  SELECT 2, CASE a WHEN 1 THEN CASE WHEN true THEN 'x' END ELSE 'y' END;
END;
CREATE PROCEDURE p1() BEGIN ATOMIC INSERT INTO t VALUES (1, ';'); DELETE FROM t; END;
CREATE FUNCTION f3() RETURNS int LANGUAGE sql RETURN CASE WHEN true THEN 1 ELSE 2 END;
CREATE FUNCTION f4() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT CASE WHEN true THEN 2 END; $$;
CREATE FUNCTION f5() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN IF true THEN RETURN NEW; END IF; END; $fn$;
CREATE RULE r AS ON INSERT TO t WHERE NEW.a > 5 DO ALSO (INSERT INTO t VALUES (1); DELETE FROM t WHERE a = 2;);
CREATE SCHEMA s1 CREATE TABLE u (a int) CREATE VIEW v AS SELECT a FROM u;
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE VIEW vv AS SELECT 'x;' AS "a;b";
CREATE TYPE e AS ENUM ('a;', 'b''');
COMMENT ON TABLE t IS 'it''s; E\';
SELECT 1;

SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT 'a\'; b', 'c';
SELECT B'1', X'1';
SELECT n'\';';
SET standard_conforming_strings TO 'on';
SELECT 'a\'; SELECT 2;
SET SESSION standard_conforming_strings TO off; SELECT '\';'; RESET standard_conforming_strings; SELECT '\'; SELECT 'x';

SELECT 1;
-- c;
SELECT $$a;
$$;
SELECT E'a'
'b\';';

SELECT 1 -- x; + 1; SELECT 2;
SELECT E'a' -- x;'b\';';

SELECT 1 "a;b";
SELECT 'a' --x
 --y
'b;', 2;
SELECT 'a' 
 'b;';
