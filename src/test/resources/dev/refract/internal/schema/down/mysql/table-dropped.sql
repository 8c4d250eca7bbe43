-- before
CREATE TABLE `Team` (id bigint unsigned auto_increment primary key, name varchar(40) character set latin1 not null default 'it''s' comment 'it''s; \\ a', unique key team_name (name)) comment='teams' row_format=compact;
CREATE TABLE `User` (id int auto_increment primary key, teamId bigint unsigned, role enum('A','B,C') not null default 'A', n int generated always as (id2 * 2) virtual, id2 int not null, j json, ts datetime(3) default current_timestamp(3) on update current_timestamp(3),
  key role_idx (role desc, n), fulltext key ft (txt), txt text, constraint positive check (id2 > 0), constraint user_team foreign key (teamId) references `Team`(id) on delete set null on update cascade);
CREATE TABLE part (id int not null, y int not null, primary key (id, y)) partition by hash (y) partitions 3;
CREATE TRIGGER t1 BEFORE INSERT ON `User` FOR EACH ROW SET NEW.id2 = 1;

-- up
DROP TABLE `User`;
DROP TABLE `Team`;
DROP TABLE part;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `Team`: its rows do not come back: the table comes back empty.
CREATE TABLE `Team` (
    `id` bigint unsigned NOT NULL AUTO_INCREMENT,
    `name` varchar(40) COLLATE latin1_swedish_ci NOT NULL DEFAULT 'it''s' COMMENT 'it''s; \\ a',
    PRIMARY KEY (`id`),
    UNIQUE KEY `team_name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=COMPACT COMMENT='teams';

-- Loses: `User`: its rows do not come back: the table comes back empty.
CREATE TABLE `User` (
    `id` int NOT NULL AUTO_INCREMENT,
    `teamId` bigint unsigned DEFAULT NULL,
    `role` enum('A','B,C') COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT 'A',
    `n` int GENERATED ALWAYS AS ((`id2` * 2)) VIRTUAL,
    `id2` int NOT NULL,
    `j` json DEFAULT NULL,
    `ts` datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    `txt` text COLLATE utf8mb4_unicode_ci,
    PRIMARY KEY (`id`),
    FULLTEXT KEY `ft` (`txt`),
    KEY `role_idx` (`role` DESC,`n`),
    CONSTRAINT `positive` CHECK ((`id2` > 0))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Loses: `part`: its rows do not come back: the table comes back empty.
CREATE TABLE `part` (
    `id` int NOT NULL,
    `y` int NOT NULL,
    PRIMARY KEY (`id`,`y`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY HASH (`y`)
PARTITIONS 3;

ALTER TABLE `User` ADD CONSTRAINT `user_team` FOREIGN KEY (`teamId`) REFERENCES `Team` (`id`) ON DELETE SET NULL ON UPDATE CASCADE;
CREATE TRIGGER `t1` BEFORE INSERT ON `User` FOR EACH ROW SET NEW.id2 = 1;
