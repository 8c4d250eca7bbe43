-- before
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE t (a varchar(20) not null, id integer PRIMARY KEY, b int not null, c datetime(3) not null, d date not null, e enum('x','y') not null, f varchar(36) not null, g json not null, h text, i int default 5, j int generated always as (b + 1) stored,
  k int, l char(5) not null, unique key t_f (f), unique key t_l (l), key t_b_h (b, h(5)), constraint t_k foreign key (k) references o(id), constraint bpos check (b >= 0), m int, n decimal(10,2) not null);
INSERT INTO t (a, id, b, c, d, e, f, g, l, n) VALUES ('a', 1, 2, now(), now(), 'x', 'f1', '{}', 'l1', 1), ('a', 2, 2, now(), now(), 'x', 'f2', '{}', 'l2', 1);

-- up
ALTER TABLE t DROP FOREIGN KEY t_k;
ALTER TABLE t DROP CONSTRAINT bpos;
ALTER TABLE t DROP COLUMN a, DROP COLUMN j, DROP COLUMN c, DROP COLUMN d, DROP COLUMN e, DROP COLUMN f, DROP COLUMN g, DROP COLUMN h, DROP COLUMN i, DROP COLUMN k, DROP COLUMN l, DROP COLUMN n;
ALTER TABLE t DROP COLUMN b;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `a`: the values do not come back: every row gets the type's zero or empty value, as the
--   column allows no NULL.
-- Loses: `t`, column `b`: the values do not come back: every row gets the type's zero or empty value, as the
--   column allows no NULL.
-- Loses: `t`, column `c`: the values do not come back: every row gets CURRENT_TIMESTAMP(3), as the column
--   allows no NULL.
-- Loses: `t`, column `d`: the values do not come back: every row gets (CURRENT_DATE), as the column allows no
--   NULL.
-- Loses: `t`, column `e`: the values do not come back: every row gets the type's zero or empty value, as the
--   column allows no NULL.
-- Loses: `t`, column `f`: the values do not come back: every row gets another one, as the column is a key.
-- Loses: `t`, column `g`: the values do not come back: every row gets the type's zero or empty value, as the
--   column allows no NULL.
-- Loses: `t`, column `h`: the values do not come back: every row has NULL.
-- Loses: `t`, column `i`: the values do not come back: every row has the default.
-- The column j is computed anew.
-- Loses: `t`, column `k`: the values do not come back: every row has NULL.
-- Loses: `t`, column `l`: the values do not come back: every row gets another one, as the column is a key.
-- Loses: `t`, column `n`: the values do not come back: every row gets the type's zero or empty value, as the
--   column allows no NULL.
ALTER TABLE `t`
    ADD COLUMN `a` varchar(20) COLLATE utf8mb4_unicode_ci NOT NULL FIRST,
    ADD COLUMN `b` int NOT NULL AFTER `id`,
    ADD COLUMN `c` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) AFTER `b`,
    ADD COLUMN `d` date NOT NULL DEFAULT (CURRENT_DATE) AFTER `c`,
    ADD COLUMN `e` enum('x','y') COLLATE utf8mb4_unicode_ci NOT NULL AFTER `d`,
    ADD COLUMN `f` varchar(36) COLLATE utf8mb4_unicode_ci NULL AFTER `e`,
    ADD COLUMN `g` json NOT NULL AFTER `f`,
    ADD COLUMN `h` text COLLATE utf8mb4_unicode_ci AFTER `g`,
    ADD COLUMN `i` int DEFAULT '5' AFTER `h`,
    ADD COLUMN `j` int GENERATED ALWAYS AS ((`b` + 1)) STORED AFTER `i`,
    ADD COLUMN `k` int DEFAULT NULL AFTER `j`,
    ADD COLUMN `l` char(5) COLLATE utf8mb4_unicode_ci NULL AFTER `k`,
    ADD COLUMN `n` decimal(10,2) NOT NULL,
    ADD KEY `t_b_h` (`b`,`h`(5));

UPDATE `t` SET `f` = UUID();
UPDATE `t` SET `l` = LEFT(SHA2(UUID(), 256), 5);

-- Fails where: a row does not fulfil (`b` >= 0).
ALTER TABLE `t`
    MODIFY COLUMN `c` datetime(3) NOT NULL,
    MODIFY COLUMN `d` date NOT NULL,
    MODIFY COLUMN `f` varchar(36) COLLATE utf8mb4_unicode_ci NOT NULL,
    MODIFY COLUMN `l` char(5) COLLATE utf8mb4_unicode_ci NOT NULL,
    ADD UNIQUE KEY `t_f` (`f`),
    ADD UNIQUE KEY `t_l` (`l`),
    ADD CONSTRAINT `bpos` CHECK ((`b` >= 0));

ALTER TABLE `t` ADD CONSTRAINT `t_k` FOREIGN KEY (`k`) REFERENCES `o` (`id`);
