-- before
CREATE TABLE a (id integer PRIMARY KEY, b_id integer);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer, constraint b_a foreign key (a_id) REFERENCES a(id));
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b(id);

-- up
ALTER TABLE a DROP FOREIGN KEY a_b;
DROP TABLE b, a;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `a`: its rows do not come back: the table comes back empty.
CREATE TABLE `a` (
    `id` int NOT NULL,
    `b_id` int DEFAULT NULL,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Loses: `b`: its rows do not come back: the table comes back empty.
CREATE TABLE `b` (
    `id` int NOT NULL,
    `a_id` int DEFAULT NULL,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

ALTER TABLE `a` ADD CONSTRAINT `a_b` FOREIGN KEY (`b_id`) REFERENCES `b` (`id`);
ALTER TABLE `b` ADD CONSTRAINT `b_a` FOREIGN KEY (`a_id`) REFERENCES `a` (`id`);
