-- before
CREATE TABLE t (id int PRIMARY KEY);

-- up
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT = 'ours';

-- down
-- This file was generated; read it before you rely on it.

ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci COMMENT = '';
