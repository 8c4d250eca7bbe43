-- before
CREATE SEQUENCE shared;
CREATE SEQUENCE downwards INCREMENT BY -1 START WITH -5;
CREATE TABLE a (id integer PRIMARY KEY DEFAULT nextval('shared'));
CREATE TABLE b (id bigint PRIMARY KEY DEFAULT nextval('shared'), n integer DEFAULT nextval('downwards'));

-- up
ALTER TABLE a ALTER COLUMN id DROP DEFAULT;
ALTER TABLE b ALTER COLUMN id DROP DEFAULT, ALTER COLUMN n DROP DEFAULT;
DROP SEQUENCE shared, downwards;

-- down
-- This file was generated; read it before you rely on it.

CREATE SEQUENCE downwards INCREMENT BY -1 START WITH -5;
CREATE SEQUENCE shared;
ALTER TABLE a ALTER COLUMN id SET DEFAULT nextval('shared'::regclass);

ALTER TABLE b
    ALTER COLUMN id SET DEFAULT nextval('shared'::regclass),
    ALTER COLUMN n SET DEFAULT nextval('downwards'::regclass);

-- The sequence continues after the lowest number in use.
SELECT setval('downwards', min(n)) FROM b HAVING min(n) <= -5;

-- The sequence continues after the highest number in use.
SELECT setval('shared', max(n)) FROM (SELECT max(id) AS n FROM a UNION ALL SELECT max(id) AS n FROM b) AS used HAVING max(n) >= 1;
