-- before
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, v int);

-- up
ALTER TABLE t MODIFY id int NOT NULL;

-- down
-- This file was generated; read it before you rely on it.

-- AUTO_INCREMENT continues after the highest number in use.
ALTER TABLE `t` MODIFY COLUMN `id` int NOT NULL AUTO_INCREMENT;
