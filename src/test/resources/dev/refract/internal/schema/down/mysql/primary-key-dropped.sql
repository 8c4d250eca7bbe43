-- before
CREATE TABLE t (id bigint unsigned not null auto_increment, a int, primary key (id));
INSERT INTO t (a) VALUES (1), (2);

-- up
ALTER TABLE t DROP COLUMN id;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `t`, column `id`: the values do not come back: every row has a new number.
ALTER TABLE `t`
    ADD COLUMN `id` bigint unsigned NOT NULL AUTO_INCREMENT FIRST,
    ADD PRIMARY KEY (`id`);
