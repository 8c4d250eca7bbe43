-- before
CREATE TABLE t (id int not null, code varchar(10) not null, constraint primary key (id));
CREATE TABLE o (id int primary key, t_id int, constraint o_t foreign key (t_id) references t(id));
INSERT INTO t VALUES (1, 'a');
INSERT INTO o VALUES (1, 1);

-- up
ALTER TABLE o DROP FOREIGN KEY o_t;
ALTER TABLE o DROP KEY o_t;
ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (code);
ALTER TABLE t MODIFY id int not null auto_increment, ADD UNIQUE KEY t_id (id);
ALTER TABLE o ADD CONSTRAINT o_t FOREIGN KEY (t_id) REFERENCES t(id) ON DELETE CASCADE;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `o` DROP FOREIGN KEY `o_t`;

-- Fails where: two rows have the same `id`.
ALTER TABLE `t`
    DROP PRIMARY KEY,
    DROP INDEX `t_id`,
    MODIFY COLUMN `id` int NOT NULL,
    ADD PRIMARY KEY (`id`);

ALTER TABLE `o` ADD CONSTRAINT `o_t` FOREIGN KEY (`t_id`) REFERENCES `t` (`id`);
