-- before
CREATE TABLE t (id int PRIMARY KEY);
ALTER DATABASE COMMENT = 'it''s \\ ours';

-- up
ALTER DATABASE COMMENT = '';
ALTER TABLE t ADD COLUMN v int;

-- down
-- This file was generated; read it before you rely on it.

ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci COMMENT = 'it''s \\ ours';

-- Loses: `t`, column `v`: the column with all its values.
ALTER TABLE `t` DROP COLUMN `v`;
