-- before
CREATE TABLE t (id integer PRIMARY KEY, a integer UNIQUE, b integer CHECK (b > 0), c int4range, d integer, CONSTRAINT ex EXCLUDE USING gist (c WITH &&));
CREATE TABLE o (a integer CONSTRAINT o_a REFERENCES t(a), b integer CONSTRAINT o_b REFERENCES t(id) DEFERRABLE);
COMMENT ON CONSTRAINT o_a ON o IS 'refers';
ALTER TABLE t ADD CONSTRAINT later CHECK (d > 0) NOT VALID;

-- up
ALTER TABLE o DROP CONSTRAINT o_a;
ALTER TABLE t DROP CONSTRAINT t_a_key, DROP CONSTRAINT t_b_check, DROP CONSTRAINT ex;
ALTER TABLE t VALIDATE CONSTRAINT later;
ALTER TABLE o ALTER CONSTRAINT o_b DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE t ADD CONSTRAINT positive CHECK (d >= 0), ADD UNIQUE (d) DEFERRABLE, ADD EXCLUDE USING gist (c WITH =) WHERE (d > 1);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE o DROP CONSTRAINT o_b;
ALTER TABLE t DROP CONSTRAINT t_c_excl;
ALTER TABLE t DROP CONSTRAINT later;
ALTER TABLE t DROP CONSTRAINT positive;
ALTER TABLE t DROP CONSTRAINT t_d_key;

-- Fails where: two rows have the same a.
ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE (a);

ALTER TABLE t ADD CONSTRAINT later CHECK ((d > 0)) NOT VALID;

-- Fails where: a row does not fulfil (b > 0).
ALTER TABLE t ADD CONSTRAINT t_b_check CHECK ((b > 0));

-- Fails where: two rows exclude each other.
ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING gist (c WITH &&);

-- Fails where: a row has a value of a that t has not.
ALTER TABLE o ADD CONSTRAINT o_a FOREIGN KEY (a) REFERENCES t(a);

COMMENT ON CONSTRAINT o_a ON o IS 'refers';

-- Fails where: a row has a value of b that t has not.
ALTER TABLE o ADD CONSTRAINT o_b FOREIGN KEY (b) REFERENCES t(id) DEFERRABLE;
