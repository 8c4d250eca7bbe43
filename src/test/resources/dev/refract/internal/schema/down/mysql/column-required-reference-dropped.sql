-- before
CREATE TABLE User (id INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE Post (id INTEGER NOT NULL PRIMARY KEY, authorId INTEGER NOT NULL, title TEXT);
ALTER TABLE Post ADD CONSTRAINT Post_authorId_fkey FOREIGN KEY (authorId) REFERENCES User (id) ON DELETE RESTRICT ON UPDATE CASCADE;

-- up
ALTER TABLE Post DROP FOREIGN KEY Post_authorId_fkey;
ALTER TABLE Post DROP COLUMN authorId;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `Post`, column `authorId`: the values do not come back.
-- Fails where: the table has a row, as each must refer to one. Otherwise add the column without NOT NULL,
--   fill it, and then make it NOT NULL.
ALTER TABLE `Post` ADD COLUMN `authorId` int NOT NULL AFTER `id`;

ALTER TABLE `Post` ADD CONSTRAINT `Post_authorId_fkey` FOREIGN KEY (`authorId`) REFERENCES `User` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE;
