-- before
CREATE TYPE color AS ENUM ('red', 'blue');
CREATE TABLE t (id integer PRIMARY KEY, c color NOT NULL DEFAULT 'red');
INSERT INTO t VALUES (1);

-- up
ALTER TABLE t ALTER c DROP DEFAULT, ALTER c TYPE text;
DROP TYPE color;

-- down
-- This file was generated; read it before you rely on it.

CREATE TYPE color AS ENUM ('red', 'blue');

-- Fails where: a value of c can't be read as color.
ALTER TABLE t
    ALTER COLUMN c SET DATA TYPE color USING c::color,
    ALTER COLUMN c SET DEFAULT 'red'::color;
