-- before
CREATE TABLE keepit (id integer PRIMARY KEY);

-- up
CREATE TABLE a (id integer PRIMARY KEY, b_id integer, keep_id integer, constraint a_keep foreign key (keep_id) REFERENCES keepit(id));
CREATE TABLE b (id integer PRIMARY KEY, c_id integer, b_id integer, constraint b_b foreign key (b_id) REFERENCES b(id));
CREATE TABLE c (id integer PRIMARY KEY, a_id integer, constraint c_a foreign key (a_id) REFERENCES a(id));
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b(id);
ALTER TABLE b ADD CONSTRAINT b_c FOREIGN KEY (c_id) REFERENCES c(id);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `a` DROP FOREIGN KEY `a_b`;
ALTER TABLE `a` DROP FOREIGN KEY `a_keep`;

-- Loses: `b`: the table with all its rows.
DROP TABLE `b`;

-- Loses: `c`: the table with all its rows.
DROP TABLE `c`;

-- Loses: `a`: the table with all its rows.
DROP TABLE `a`;
