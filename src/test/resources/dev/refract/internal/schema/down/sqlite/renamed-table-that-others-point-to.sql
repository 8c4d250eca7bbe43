-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT CHECK (email <> ''));
CREATE INDEX users_email_idx ON users (email);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));
CREATE VIEW mails AS SELECT u.email, p.id FROM users u JOIN posts p ON p.user_id = u.id;
CREATE TRIGGER touch AFTER INSERT ON posts BEGIN UPDATE users SET email = 'y' WHERE id = NEW.user_id; END;
INSERT INTO users VALUES (1, 'x');
INSERT INTO posts VALUES (1, 1);

-- up
ALTER TABLE users RENAME TO "User";
ALTER TABLE "User" RENAME COLUMN email TO mail;
ALTER TABLE "User" ADD COLUMN age INTEGER;
CREATE TABLE likes (user_id INTEGER REFERENCES "User"(id));

-- down
-- This file was generated; read it before you rely on it.

DROP TRIGGER touch;
DROP VIEW mails;

-- Loses: likes: the table with all its rows.
DROP TABLE likes;

ALTER TABLE User RENAME TO users;
ALTER TABLE users RENAME COLUMN mail TO email;

-- Loses: users, column age: the column with all its values.
ALTER TABLE users DROP COLUMN age;

CREATE VIEW mails AS SELECT u.email, p.id FROM users u JOIN posts p ON p.user_id = u.id;
CREATE TRIGGER touch AFTER INSERT ON posts BEGIN UPDATE users SET email = 'y' WHERE id = NEW.user_id; END;
