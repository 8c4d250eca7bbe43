-- before
CREATE TABLE p (id integer PRIMARY KEY, a integer) PARTITION BY RANGE (id);
CREATE INDEX p_a ON p (a);
CREATE TABLE joins (id integer PRIMARY KEY, a integer);
CREATE INDEX joins_a ON joins (a);
CREATE TABLE leaves PARTITION OF p FOR VALUES FROM (10) TO (20);

-- up
ALTER TABLE p ATTACH PARTITION joins FOR VALUES FROM (0) TO (10);
ALTER TABLE p DETACH PARTITION leaves;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE p DETACH PARTITION joins;
ALTER TABLE p ATTACH PARTITION leaves FOR VALUES FROM (10) TO (20);
