-- before
CREATE TABLE p (id INT NOT NULL PRIMARY KEY, n INT, UNIQUE KEY n (n));
CREATE TABLE c (id INT NOT NULL PRIMARY KEY, p_id INT, n INT, UNIQUE KEY n (n), CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
INSERT INTO p VALUES (1, 1);
INSERT INTO c VALUES (1, 1, 1);

-- up
ALTER TABLE c DROP FOREIGN KEY c_p;
ALTER TABLE c DROP KEY n;

-- down
-- This file was generated; read it before you rely on it.

-- Fails where: two rows have the same `n`.
ALTER TABLE `c` ADD UNIQUE KEY `n` (`n`);

-- Fails where: a row has a value of `p_id` that `p` has not.
ALTER TABLE `c` ADD CONSTRAINT `c_p` FOREIGN KEY (`p_id`) REFERENCES `p` (`id`);
