-- before
CREATE TYPE e AS ENUM ('A', 'B', 'C');
CREATE TABLE t (id integer PRIMARY KEY, e e DEFAULT 'A');

-- up
ALTER TYPE e RENAME VALUE 'A' TO 'X';
ALTER TYPE e RENAME VALUE 'B' TO 'A';
ALTER TYPE e RENAME VALUE 'X' TO 'B';
ALTER TYPE e RENAME VALUE 'C' TO 'D';

-- down
-- This file was generated; read it before you rely on it.

ALTER TYPE e RENAME VALUE 'D' TO 'C';
ALTER TYPE e RENAME VALUE 'B' TO 'B_before';
ALTER TYPE e RENAME VALUE 'A' TO 'B';
ALTER TYPE e RENAME VALUE 'B_before' TO 'A';
ALTER TABLE t ALTER COLUMN e SET DEFAULT 'A'::e;
