-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT);
INSERT INTO t VALUES (1, 10, 20, 30);

-- up
ALTER TABLE t CHANGE a b INT, CHANGE b c INT, CHANGE c a INT;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `t`
    RENAME COLUMN `b` TO `a`,
    RENAME COLUMN `c` TO `b`,
    RENAME COLUMN `a` TO `c`;
