-- before
CREATE TABLE a (x int, y int);
CREATE TABLE b (z text);
INSERT INTO a VALUES (1, 2);

-- up
RENAME TABLE a TO c, b TO a;
ALTER TABLE c RENAME TO b;
ALTER TABLE b RENAME COLUMN x TO t;
ALTER TABLE b RENAME COLUMN y TO x, RENAME COLUMN t TO y;

-- down
-- This file was generated; read it before you rely on it.

RENAME TABLE `a` TO `b_before`, `b` TO `a`, `b_before` TO `b`;

ALTER TABLE `a`
    RENAME COLUMN `x` TO `y`,
    RENAME COLUMN `y` TO `x`;
