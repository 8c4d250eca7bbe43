-- before
CREATE TABLE t (id int PRIMARY KEY, v varchar(9));
SET SESSION sql_mode = 'PIPES_AS_CONCAT';
CREATE TRIGGER stamp BEFORE INSERT ON t FOR EACH ROW SET NEW.v = NEW.v || '!';
CREATE FUNCTION joined (a varchar(9)) RETURNS varchar(20) DETERMINISTIC RETURN a || '!';
SET SESSION sql_mode = DEFAULT;

-- up
DROP TRIGGER stamp;
DROP FUNCTION joined;

-- down
-- This file was generated; read it before you rely on it.

SET @refract_sql_mode = @@SESSION.sql_mode;
SET SESSION sql_mode = 'PIPES_AS_CONCAT';

CREATE FUNCTION `joined`(a varchar(9)) RETURNS varchar(20) CHARSET utf8mb4 COLLATE utf8mb4_unicode_ci
    DETERMINISTIC
RETURN a || '!';

SET SESSION sql_mode = @refract_sql_mode;
SET @refract_sql_mode = @@SESSION.sql_mode;
SET SESSION sql_mode = 'PIPES_AS_CONCAT';
CREATE TRIGGER `stamp` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.v = NEW.v || '!';
SET SESSION sql_mode = @refract_sql_mode;
