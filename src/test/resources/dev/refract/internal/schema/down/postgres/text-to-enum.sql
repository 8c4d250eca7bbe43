-- before
CREATE TABLE t (id integer PRIMARY KEY, c text NOT NULL DEFAULT 'red');
INSERT INTO t VALUES (1);

-- up
CREATE TYPE color AS ENUM ('red', 'blue');
ALTER TABLE t ALTER c DROP DEFAULT, ALTER c TYPE color USING c::color, ALTER c SET DEFAULT 'blue';

-- down
-- This file was generated; read it before you rely on it.

-- Fails where: a value of c can't be read as text.
ALTER TABLE t
    ALTER COLUMN c DROP DEFAULT,
    ALTER COLUMN c SET DATA TYPE text USING c::text,
    ALTER COLUMN c SET DEFAULT 'red'::text;

DROP TYPE color;
