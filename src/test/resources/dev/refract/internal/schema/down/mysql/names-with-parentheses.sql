-- before
CREATE TABLE `t(1)` (id integer PRIMARY KEY, `k``(` integer, v varchar(10), UNIQUE `i(k)` (`k``(`));
CREATE TABLE u (id integer PRIMARY KEY, `r(` integer, CONSTRAINT `f(r)` FOREIGN KEY (`r(`) REFERENCES `t(1)` (`k``(`));

-- up
ALTER TABLE u DROP FOREIGN KEY `f(r)`;
DROP INDEX `i(k)` ON `t(1)`;
ALTER TABLE `t(1)` MODIFY v varchar(20), ADD UNIQUE `q(` (v);
ALTER TABLE u ADD CONSTRAINT `f(r)` FOREIGN KEY (`r(`) REFERENCES `t(1)` (id) ON DELETE CASCADE;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `u` DROP FOREIGN KEY `f(r)`;

-- Loses: `t(1)`, column `v`: spaces at the end.
-- Fails where: a value of `v` does not fit varchar(10).
-- Fails where: two rows have the same `k``(`.
ALTER TABLE `t(1)`
    DROP INDEX `q(`,
    MODIFY COLUMN `v` varchar(10) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
    ADD UNIQUE KEY `i(k)` (`k``(`);

-- Fails where: a row has a value of `r(` that `t(1)` has not.
ALTER TABLE `u` ADD CONSTRAINT `f(r)` FOREIGN KEY (`r(`) REFERENCES `t(1)` (`k``(`);
