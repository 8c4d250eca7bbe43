-- before
CREATE TABLE p (id int primary key);
CREATE TABLE c (id int primary key, pid int not null, constraint c_p foreign key (pid) references p(id) on delete cascade);
INSERT INTO p VALUES (1);
INSERT INTO c VALUES (1, 1);

-- up
ALTER TABLE c DROP FOREIGN KEY c_p;
ALTER TABLE p MODIFY id bigint;
ALTER TABLE c MODIFY pid bigint;
ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (pid) REFERENCES p(id) ON DELETE CASCADE;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `c` DROP FOREIGN KEY `c_p`;

-- Fails where: a row has NULL in `pid`.
-- Fails where: a value of `pid` does not fit int.
ALTER TABLE `c` MODIFY COLUMN `pid` int NOT NULL;

-- Fails where: a value of `id` does not fit int.
ALTER TABLE `p` MODIFY COLUMN `id` int NOT NULL;

ALTER TABLE `c` ADD CONSTRAINT `c_p` FOREIGN KEY (`pid`) REFERENCES `p` (`id`) ON DELETE CASCADE;
