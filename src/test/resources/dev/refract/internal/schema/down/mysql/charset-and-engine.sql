-- before
CREATE TABLE t (id int primary key, a varchar(50), b text, c varchar(20) character set ascii, d enum('x','y'), e int) default charset=latin1 comment='before';
CREATE TABLE m (id int primary key, a varchar(20)) engine=MyISAM;
CREATE TABLE n (id int primary key, a varchar(20)) engine=InnoDB row_format=compact;
INSERT INTO t VALUES (1, 'a', 'b', 'c', 'x', 1);

-- up
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci, COMMENT 'after';
ALTER TABLE m ENGINE=InnoDB;
ALTER TABLE n ROW_FORMAT=DYNAMIC, COMMENT='new', DEFAULT CHARACTER SET ascii;

-- down
-- This file was generated; read it before you rely on it.

ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE `n` COMMENT='' ROW_FORMAT=COMPACT;

-- Fails where: a character has no place in utf8mb4.
ALTER TABLE `n` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE `n` MODIFY COLUMN `a` varchar(20) COLLATE utf8mb4_unicode_ci DEFAULT NULL;
ALTER TABLE `t` COMMENT='before';

-- Fails where: a character has no place in latin1.
ALTER TABLE `t` CONVERT TO CHARACTER SET latin1;

-- Fails where: a value of `b` does not fit text.
ALTER TABLE `t`
    MODIFY COLUMN `a` varchar(50) DEFAULT NULL,
    MODIFY COLUMN `b` text,
    MODIFY COLUMN `c` varchar(20) COLLATE ascii_general_ci DEFAULT NULL,
    MODIFY COLUMN `d` enum('x','y') DEFAULT NULL;

ALTER TABLE `m` ENGINE=MyISAM;
