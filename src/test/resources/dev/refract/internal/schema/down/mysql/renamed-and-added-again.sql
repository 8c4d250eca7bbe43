-- before
CREATE TABLE t (id int PRIMARY KEY, x int, KEY t_x (x));

-- up
ALTER TABLE t RENAME COLUMN x TO y, ADD COLUMN x varchar(10);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `t`
    RENAME COLUMN `y` TO `x`,
    RENAME COLUMN `x` TO `x_after`;

-- Loses: `t`, column `x_after`: the column with all its values.
ALTER TABLE `t` DROP COLUMN `x_after`;
