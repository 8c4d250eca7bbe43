-- before
CREATE TABLE t (id integer PRIMARY KEY, a text, b text);
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT v1.id, upper(v1.a) AS big FROM v1 JOIN t USING (id);
COMMENT ON VIEW v1 IS 'first';
COMMENT ON COLUMN v1.a IS 'of t';
CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM v2;
CREATE UNIQUE INDEX m_n ON m (n);
CREATE FUNCTION v1_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER v1_instead INSTEAD OF INSERT ON v1 FOR EACH ROW EXECUTE FUNCTION v1_insert();

-- up
DROP MATERIALIZED VIEW m;
DROP VIEW v2, v1;
ALTER TABLE t DROP COLUMN a;
CREATE VIEW v1 AS SELECT id, b AS a FROM t;

-- down
-- This file was generated; read it before you rely on it.

DROP VIEW v1;

-- Loses: t, column a: the values do not come back: every row has NULL.
ALTER TABLE t ADD COLUMN a text;

CREATE VIEW v1 AS
SELECT id,
    a
   FROM t;

COMMENT ON VIEW v1 IS 'first';
CREATE TRIGGER v1_instead INSTEAD OF INSERT ON v1 FOR EACH ROW EXECUTE FUNCTION v1_insert();
COMMENT ON COLUMN v1.a IS 'of t';

CREATE VIEW v2 AS
SELECT v1.id,
    upper(v1.a) AS big
   FROM v1
     JOIN t USING (id);

CREATE MATERIALIZED VIEW m AS
SELECT count(*) AS n
   FROM v2;

-- Fails where: two rows have the same n.
CREATE UNIQUE INDEX m_n ON m USING btree (n);
