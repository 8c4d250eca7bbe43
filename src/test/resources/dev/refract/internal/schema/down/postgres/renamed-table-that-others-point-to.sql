-- before
CREATE TABLE users (id serial PRIMARY KEY, email text CONSTRAINT email_there CHECK (email <> ''));
CREATE INDEX users_email_idx ON users (email);
CREATE TABLE posts (id integer PRIMARY KEY, user_id integer CONSTRAINT posts_user_fk REFERENCES users(id));
CREATE VIEW mails AS SELECT u.email, p.id FROM users u JOIN posts p ON p.user_id = u.id;
INSERT INTO users (email) VALUES ('x');
INSERT INTO posts VALUES (1, 1);

-- up
ALTER TABLE users RENAME TO "User";
ALTER TABLE "User" RENAME COLUMN email TO mail;
ALTER TABLE "User" RENAME CONSTRAINT users_pkey TO "User_pkey";
ALTER INDEX users_email_idx RENAME TO "User_mail_idx";
ALTER SEQUENCE users_id_seq RENAME TO "User_id_seq";
ALTER TABLE "User" ADD COLUMN age integer;
CREATE TABLE likes (user_id integer REFERENCES "User"(id));

-- down
-- This file was generated; read it before you rely on it.

-- Loses: "User", column age: the column with all its values.
ALTER TABLE "User" DROP COLUMN age;

-- Loses: likes: the table with all its rows.
DROP TABLE likes;

ALTER SEQUENCE "User_id_seq" RENAME TO users_id_seq;
ALTER TABLE "User" RENAME TO users;
ALTER TABLE users RENAME COLUMN mail TO email;
ALTER TABLE users RENAME CONSTRAINT "User_pkey" TO users_pkey;
ALTER INDEX "User_mail_idx" RENAME TO users_email_idx;
