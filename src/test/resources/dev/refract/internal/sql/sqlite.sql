CREATE TABLE x (id INTEGER PRIMARY KEY, a, [b;c], `d;e`, "f;g");
INSERT INTO x VALUES (1, 'it''s; \', '-- no', '/* no', '; END;');
SELECT "f;g", [b;c], `d;e`, x'41', 1--1
 FROM x -- it's; END
;
SELECT 1 /* /* ; it's */;
CREATE TRIGGER t1 AFTER INSERT ON x BEGIN
  UPDATE x SET a = CASE WHEN NEW.a THEN ';' ELSE 'END' END WHERE id = NEW.id;
  -- it's; END;
  SELECT CASE 1 WHEN 1 THEN 2 END;
END;
CREATE TEMP TRIGGER IF NOT EXISTS t2 AFTER UPDATE OF a ON x FOR EACH ROW WHEN NEW.a > 1 BEGIN
  INSERT INTO x (a) SELECT CASE WHEN 1 THEN 2 END; DELETE FROM x WHERE a = 'x;';
END ;
create temporary trigger t3 before delete on x begin select raise(abort, 'no; end;') where 0; end;
PRAGMA foreign_keys=OFF;
BEGIN;
ALTER TABLE x ADD COLUMN "end" TEXT DEFAULT ';';
UPDATE x SET end = 'x';
COMMIT;
EXPLAIN SELECT 1;;
;VACUUM;
SELECT 'last; one' /* to the end ; 