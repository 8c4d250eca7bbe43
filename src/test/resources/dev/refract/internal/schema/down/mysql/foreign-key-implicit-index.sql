-- before
CREATE TABLE p (id int primary key, x int, unique key p_x (x));
CREATE TABLE c (id int primary key, pid int, y int, z int, constraint c_p foreign key (pid) references p(id), constraint c_z foreign key (z) references p(x));

-- up
CREATE INDEX c_pid_y ON c (pid, y);
ALTER TABLE c DROP FOREIGN KEY c_z;
ALTER TABLE c DROP KEY c_z;
ALTER TABLE c ADD CONSTRAINT c_y FOREIGN KEY (y) REFERENCES p(id);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `c` DROP FOREIGN KEY `c_p`;
ALTER TABLE `c` DROP FOREIGN KEY `c_y`;

ALTER TABLE `c`
    DROP INDEX `c_pid_y`,
    DROP INDEX `c_y`;

ALTER TABLE `c` ADD CONSTRAINT `c_p` FOREIGN KEY (`pid`) REFERENCES `p` (`id`);

-- Fails where: a row has a value of `z` that `p` has not.
ALTER TABLE `c` ADD CONSTRAINT `c_z` FOREIGN KEY (`z`) REFERENCES `p` (`x`);
