CREATE TABLE users (
  id int NOT NULL AUTO_INCREMENT, email varchar(191) NOT NULL, name varchar(50) DEFAULT 'anon' COMMENT 'shown', bio text, age int, score int unsigned, price decimal(10,2), status enum('A','B','C') NOT NULL DEFAULT 'A', flag tinyint(1) NOT NULL DEFAULT 0,
  created datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), updated datetime(3), nick varchar(100), at date, doc json,
  PRIMARY KEY (id), UNIQUE KEY users_email_key (email), KEY users_age_idx (age)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE posts (id int NOT NULL AUTO_INCREMENT, user_id int NOT NULL, editor_id int, title varchar(191) NOT NULL, body text, views int NOT NULL DEFAULT 0, PRIMARY KEY (id), KEY posts_user_idx (user_id), CONSTRAINT posts_user_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE CASCADE) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE tags (id int NOT NULL, name varchar(20) NOT NULL, kind int NOT NULL DEFAULT 1, CONSTRAINT tags_kind CHECK (kind > 0), PRIMARY KEY (id));
CREATE TABLE post_tags (post_id int NOT NULL, tag_id int NOT NULL, note varchar(20), UNIQUE KEY post_tags_key (post_id, tag_id), CONSTRAINT pt_post FOREIGN KEY (post_id) REFERENCES posts(id), CONSTRAINT pt_tag FOREIGN KEY (tag_id) REFERENCES tags(id));
CREATE TABLE words (id int NOT NULL PRIMARY KEY, w varchar(50) COLLATE utf8mb4_unicode_ci NOT NULL, x varchar(50) COLLATE utf8mb4_unicode_ci NOT NULL, KEY words_w (w)) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE old (id int NOT NULL, v varchar(20) NOT NULL) DEFAULT CHARACTER SET latin1;
CREATE TABLE events (id int NOT NULL, y int NOT NULL, what varchar(20), PRIMARY KEY (id, y)) PARTITION BY RANGE (y) (PARTITION p1 VALUES LESS THAN (2020), PARTITION p2 VALUES LESS THAN (2030));
CREATE VIEW v_users AS SELECT id, email, nick FROM users;
CREATE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW SET NEW.views = OLD.views + 1;
