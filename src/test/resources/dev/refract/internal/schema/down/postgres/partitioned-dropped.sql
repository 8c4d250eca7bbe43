-- before
CREATE TABLE m (at date NOT NULL, v integer, PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE INDEX m_v ON m (v);
CREATE TABLE m_2024 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE m_rest PARTITION OF m DEFAULT;
ALTER TABLE m_rest ADD CONSTRAINT small CHECK (v < 10);

-- up
DROP TABLE m;

-- down
-- This file was generated; read it before you rely on it.

-- Loses: m: its rows do not come back: the table comes back empty.
CREATE TABLE m (
    at date NOT NULL,
    v integer,
    CONSTRAINT m_pkey PRIMARY KEY (at)
) PARTITION BY RANGE (at);

-- Loses: m: the rows of m_2024 do not come back: the partition comes back empty.
CREATE TABLE m_2024 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- Loses: m: the rows of m_rest do not come back: the partition comes back empty.
CREATE TABLE m_rest PARTITION OF m (
    CONSTRAINT small CHECK ((v < 10))
) DEFAULT;

CREATE INDEX m_v ON m USING btree (v);
