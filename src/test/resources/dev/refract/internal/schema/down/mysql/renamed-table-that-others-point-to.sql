-- before
CREATE TABLE users (id int auto_increment primary key, email varchar(100), key users_email_idx (email));
CREATE TABLE posts (id int primary key, user_id int, constraint posts_user_fk foreign key (user_id) references users(id));
INSERT INTO users (email) VALUES ('x');
INSERT INTO posts VALUES (1, 1);
CREATE TRIGGER users_touch BEFORE INSERT ON users FOR EACH ROW SET NEW.email = lower(NEW.email);

-- up
DROP TRIGGER users_touch;
RENAME TABLE users TO `User`;
ALTER TABLE `User` RENAME COLUMN email TO mail, RENAME INDEX users_email_idx TO `User_mail_idx`, ADD COLUMN age int AFTER id;
ALTER TABLE posts CHANGE user_id userId int;
CREATE TABLE likes (user_id int, constraint likes_user foreign key (user_id) references `User`(id));

-- down
-- This file was generated; read it before you rely on it.

RENAME TABLE `User` TO `users`;

ALTER TABLE `users`
    RENAME COLUMN `mail` TO `email`,
    RENAME INDEX `User_mail_idx` TO `users_email_idx`;

-- Loses: `users`, column `age`: the column with all its values.
ALTER TABLE `users` DROP COLUMN `age`;

ALTER TABLE `posts` RENAME COLUMN `userId` TO `user_id`;

-- Loses: `likes`: the table with all its rows.
DROP TABLE `likes`;

CREATE TRIGGER `users_touch` BEFORE INSERT ON `users` FOR EACH ROW SET NEW.email = lower(NEW.email);
