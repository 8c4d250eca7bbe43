-- before
CREATE TABLE t (id int primary key, a text);
INSERT INTO t VALUES (1, 'a');

-- up
ALTER TABLE t ADD COLUMN b text;
UPDATE t SET b = upper(a);
DELETE FROM t WHERE id > 10;
CREATE TABLE n (id int);
INSERT INTO n VALUES (1);

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`: statement 2 of the migration changed rows, whose old values do not come back: UPDATE t SET b =
--   upper(a);
-- Loses: `t`: statement 3 of the migration deleted rows, which do not come back: DELETE FROM t WHERE id > 10;

-- Loses: `t`, column `b`: the column with all its values.
ALTER TABLE `t` DROP COLUMN `b`;

-- Loses: `n`: the table with all its rows.
DROP TABLE `n`;
