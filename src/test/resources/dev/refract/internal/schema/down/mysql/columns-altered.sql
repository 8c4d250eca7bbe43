-- before
CREATE TABLE t (id int primary key, a int default 5 comment 'a before', b varchar(20) not null, c text, d int, e timestamp(3) null default current_timestamp(3) on update current_timestamp(3), f decimal(10,2), g int generated always as (d * 2) stored, h int generated always as (d * 3) virtual, i int, j int, k varchar(10), l int, m enum('a','b','c') default 'a', key t_h (h), key t_g (g, d));
INSERT INTO t (id, b, d, l) VALUES (1, 'b', 1, 5);

-- up
ALTER TABLE t MODIFY a bigint not null default 6 comment 'after', MODIFY b text, MODIFY d smallint not null, MODIFY e datetime, MODIFY f decimal(12,4) unsigned default 1;
ALTER TABLE t MODIFY g int, DROP KEY t_h;
ALTER TABLE t DROP COLUMN h;
ALTER TABLE t ADD COLUMN h int AFTER id;
ALTER TABLE t ADD KEY t_h (h);
ALTER TABLE t MODIFY i int FIRST, MODIFY j int AFTER m, ALTER COLUMN k SET DEFAULT 'k';
ALTER TABLE t DROP COLUMN l;
ALTER TABLE t ADD COLUMN l int GENERATED ALWAYS AS (d + 1) VIRTUAL AFTER k;
ALTER TABLE t MODIFY m enum('a','b','c','d') default 'd';

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `h`: statement 3 of the migration dropped the column, and it was added again: the values
--   of before do not come back.

-- Fails where: a value of `a` does not fit int.
-- Fails where: a row has NULL in `b`.
-- Loses: `t`, column `b`: spaces at the end.
-- Fails where: a value of `b` does not fit varchar(20).
-- Loses: `t`, column `e`: which moment a value means, unless the session's time zone is the one that the
--   migration used: nothing says which that was.
-- Fails where: a value of `e` does not fit timestamp(3).
-- Loses: `t`, column `f`: decimal places beyond those of decimal(10,2).
-- Fails where: a value of `f` does not fit decimal(10,2).
-- Loses: `t`, column `l`: the values do not come back: every row has NULL.
-- Fails where: a value of `m` does not fit enum('a','b','c').
ALTER TABLE `t`
    DROP INDEX `t_g`,
    DROP INDEX `t_h`,
    DROP COLUMN `h`,
    DROP COLUMN `g`,
    DROP COLUMN `l`;

ALTER TABLE `t`
    MODIFY COLUMN `a` int DEFAULT '5' COMMENT 'a before',
    MODIFY COLUMN `b` varchar(20) COLLATE utf8mb4_unicode_ci NOT NULL,
    MODIFY COLUMN `d` int DEFAULT NULL,
    MODIFY COLUMN `e` timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    MODIFY COLUMN `f` decimal(10,2) DEFAULT NULL,
    ADD COLUMN `g` int GENERATED ALWAYS AS ((`d` * 2)) STORED AFTER `f`,
    ADD COLUMN `h` int GENERATED ALWAYS AS ((`d` * 3)) VIRTUAL AFTER `g`,
    MODIFY COLUMN `i` int DEFAULT NULL AFTER `h`,
    MODIFY COLUMN `j` int DEFAULT NULL AFTER `i`,
    MODIFY COLUMN `k` varchar(10) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
    ADD COLUMN `l` int DEFAULT NULL AFTER `k`,
    MODIFY COLUMN `m` enum('a','b','c') COLLATE utf8mb4_unicode_ci DEFAULT 'a',
    ADD KEY `t_g` (`g`,`d`),
    ADD KEY `t_h` (`h`);
