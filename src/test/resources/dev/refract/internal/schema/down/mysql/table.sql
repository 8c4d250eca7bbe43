-- before
CREATE TABLE `User` (id int auto_increment primary key, name varchar(191) not null);
INSERT INTO `User` (name) VALUES ('a');

-- up
CREATE TABLE `Post` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `userId` INTEGER NOT NULL,
    `title` VARCHAR(191) NOT NULL,
    `body` TEXT NULL,
    UNIQUE INDEX `Post_title_key`(`title`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE `Post` ADD CONSTRAINT `Post_userId_fkey` FOREIGN KEY (`userId`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: `Post`: the table with all its rows.
DROP TABLE `Post`;
