-- before
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id integer PRIMARY KEY, a text, b integer, c jsonb);
CREATE INDEX i1 ON t USING gin (a gin_trgm_ops);
CREATE INDEX i2 ON t (lower(a) DESC NULLS LAST, b) INCLUDE (c) WHERE b > 1;
CREATE UNIQUE INDEX i3 ON t (a, b) NULLS NOT DISTINCT WITH (fillfactor = 60);
CREATE INDEX i4 ON t USING brin (b) WITH (pages_per_range = 16);
CREATE INDEX i5 ON t (a text_pattern_ops);
CREATE INDEX i6 ON t ((b + 1));
ALTER TABLE t CLUSTER ON i5;
COMMENT ON INDEX i2 IS 'second';
ALTER INDEX i6 ALTER COLUMN 1 SET STATISTICS 300;
CREATE STATISTICS s1 (mcv) ON a, b FROM t;

-- up
DROP INDEX i1, i2, i3, i4, i5, i6;
DROP STATISTICS s1;
DROP EXTENSION pg_trgm;
CREATE INDEX i4 ON t (b);
CREATE INDEX j ON t USING gin (c jsonb_path_ops);
CREATE STATISTICS s2 ON (a || 'x'), b FROM t;

-- down
-- This file was generated; read it before you rely on it.

DROP STATISTICS s2;
DROP INDEX i4;
DROP INDEX j;
CREATE EXTENSION pg_trgm;
CREATE INDEX i1 ON t USING gin (a gin_trgm_ops);
CREATE INDEX i2 ON t USING btree (lower(a) DESC NULLS LAST, b) INCLUDE (c) WHERE b > 1;
COMMENT ON INDEX i2 IS 'second';

-- Fails where: two rows have the same a, b.
CREATE UNIQUE INDEX i3 ON t USING btree (a, b) NULLS NOT DISTINCT WITH (fillfactor='60');

CREATE INDEX i4 ON t USING brin (b) WITH (pages_per_range='16');
CREATE INDEX i5 ON t USING btree (a text_pattern_ops);
ALTER TABLE t CLUSTER ON i5;
CREATE INDEX i6 ON t USING btree ((b + 1));
ALTER INDEX i6 ALTER COLUMN 1 SET STATISTICS 300;
CREATE STATISTICS s1 (mcv) ON a, b FROM t;
