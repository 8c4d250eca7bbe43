-- before
CREATE TABLE t (id int PRIMARY KEY, moment datetime(3), day date, price decimal(12,4), x double, n int, code varchar(20), kind enum('a','b'), short varchar(8));
INSERT INTO t VALUES (1, '2024-01-01 10:11:12.345', '2024-01-01', 1.2345, 0.1, 5, '007', 'a', 'x ');

-- up
ALTER TABLE t MODIFY moment date, MODIFY day datetime, MODIFY price decimal(12,2), MODIFY x float, MODIFY n bigint, MODIFY code int, MODIFY kind varchar(10), MODIFY short char(12);

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `moment`: what date had no place for in the migration: the time of day.
-- Fails where: a value of `moment` does not fit datetime(3).
-- Loses: `t`, column `day`: the time of day.
-- Fails where: a value of `day` does not fit date.
-- Loses: `t`, column `price`: what decimal(12,2) had no place for in the migration: decimal places beyond
--   those of decimal(12,2).
-- Fails where: a value of `price` does not fit decimal(12,4).
-- Loses: `t`, column `x`: what float had no place for in the migration: digits beyond the sixth or so.
-- Fails where: a value of `n` does not fit int.
-- Loses: `t`, column `code`: what int had no place for in the migration: how a text is written, and what of
--   it int has no place for.
-- Fails where: a value of `code` does not fit varchar(20).
-- Loses: `t`, column `kind`: how a text is written, its case included.
-- Fails where: a value of `kind` does not fit enum('a','b').
-- Loses: `t`, column `short`: spaces at the end.
-- Fails where: a value of `short` does not fit varchar(8).
ALTER TABLE `t`
    MODIFY COLUMN `moment` datetime(3) DEFAULT NULL,
    MODIFY COLUMN `day` date DEFAULT NULL,
    MODIFY COLUMN `price` decimal(12,4) DEFAULT NULL,
    MODIFY COLUMN `x` double DEFAULT NULL,
    MODIFY COLUMN `n` int DEFAULT NULL,
    MODIFY COLUMN `code` varchar(20) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
    MODIFY COLUMN `kind` enum('a','b') COLLATE utf8mb4_unicode_ci DEFAULT NULL,
    MODIFY COLUMN `short` varchar(8) COLLATE utf8mb4_unicode_ci DEFAULT NULL;
