-- before
CREATE TABLE t (id int PRIMARY KEY, a date NOT NULL UNIQUE, b decimal(10,2) NOT NULL UNIQUE, c varbinary(3) NOT NULL UNIQUE, d datetime NOT NULL UNIQUE, e time NOT NULL UNIQUE, n int, u timestamp NULL ON UPDATE CURRENT_TIMESTAMP);
INSERT INTO t VALUES (1, '2024-01-01', 1, x'01', '2024-01-01', '10:00', 1, '2020-01-01'), (2, '2024-01-02', 2, x'02', '2024-01-02', '11:00', 1, '2020-01-01');
CREATE TRIGGER counts BEFORE UPDATE ON t FOR EACH ROW SET NEW.n = NEW.n + 1;

-- up
ALTER TABLE t DROP COLUMN a, DROP COLUMN b, DROP COLUMN c, DROP COLUMN d, DROP COLUMN e;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `a`: the values do not come back: every row gets another one, as the column is a key.
-- Loses: `t`, column `b`: the values do not come back: every row gets another one, as the column is a key.
-- Loses: `t`, column `c`: the values do not come back: every row gets another one, as the column is a key.
-- Loses: `t`, column `d`: the values do not come back: every row gets another one, as the column is a key.
-- Loses: `t`, column `e`: the values do not come back: every row gets another one, as the column is a key.
ALTER TABLE `t`
    ADD COLUMN `a` date NULL AFTER `id`,
    ADD COLUMN `b` decimal(10,2) NULL AFTER `a`,
    ADD COLUMN `c` varbinary(3) NULL AFTER `b`,
    ADD COLUMN `d` datetime NULL AFTER `c`,
    ADD COLUMN `e` time NULL AFTER `d`;

-- Each row that gets a value fires `counts`.
SET @refract_number = 0;

UPDATE `t` SET `a` = '2000-01-01' + INTERVAL (@refract_number := @refract_number + 1) DAY, `u` = `u`;
SET @refract_number = 0;
UPDATE `t` SET `b` = (@refract_number := @refract_number + 1), `u` = `u`;
SET @refract_number = 0;
UPDATE `t` SET `c` = UNHEX(LPAD(HEX((@refract_number := @refract_number + 1)), 6, '0')), `u` = `u`;
SET @refract_number = 0;
UPDATE `t` SET `d` = '2000-01-01' + INTERVAL (@refract_number := @refract_number + 1) SECOND, `u` = `u`;
SET @refract_number = 0;
UPDATE `t` SET `e` = SEC_TO_TIME((@refract_number := @refract_number + 1)), `u` = `u`;

ALTER TABLE `t`
    MODIFY COLUMN `a` date NOT NULL,
    MODIFY COLUMN `b` decimal(10,2) NOT NULL,
    MODIFY COLUMN `c` varbinary(3) NOT NULL,
    MODIFY COLUMN `d` datetime NOT NULL,
    MODIFY COLUMN `e` time NOT NULL,
    ADD UNIQUE KEY `a` (`a`),
    ADD UNIQUE KEY `b` (`b`),
    ADD UNIQUE KEY `c` (`c`),
    ADD UNIQUE KEY `d` (`d`),
    ADD UNIQUE KEY `e` (`e`);
