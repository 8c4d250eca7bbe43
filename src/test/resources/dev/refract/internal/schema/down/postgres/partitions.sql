-- before
CREATE TABLE m (at date NOT NULL, v integer, PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE INDEX m_v ON m (v);
CREATE TABLE m_2024 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (at);

-- up
ALTER TABLE m DETACH PARTITION m_2024;
DROP TABLE m_2025;
CREATE TABLE m_2026 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE h (id integer PRIMARY KEY, x text) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX h_x ON h (x);

-- down
-- This file was generated; read it before you rely on it.

-- Loses: h: the partition h0 with all its rows.
DROP TABLE h0;

-- Loses: h: the partition h1 with all its rows.
DROP TABLE h1;

-- Loses: h: the table with all its rows.
DROP TABLE h;

-- Loses: m: the partition m_2026 with all its rows.
DROP TABLE m_2026;

ALTER TABLE m ATTACH PARTITION m_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

-- Loses: m: the rows of m_2025 do not come back: the partition comes back empty.
CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (at);
