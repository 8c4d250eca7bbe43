-- before
CREATE TABLE t (id integer CONSTRAINT t_pkey PRIMARY KEY, uuid uuid NOT NULL DEFAULT gen_random_uuid());
CREATE TABLE o (t_id integer CONSTRAINT o_t REFERENCES t(id) ON DELETE CASCADE);
INSERT INTO t VALUES (1);
INSERT INTO o VALUES (1);

-- up
ALTER TABLE o DROP CONSTRAINT o_t;
ALTER TABLE t DROP CONSTRAINT t_pkey;
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (uuid);
ALTER TABLE t ADD CONSTRAINT t_id UNIQUE (id);
ALTER TABLE o ADD CONSTRAINT o_t FOREIGN KEY (t_id) REFERENCES t(id);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE o DROP CONSTRAINT o_t;
ALTER TABLE t DROP CONSTRAINT t_id;
ALTER TABLE t DROP CONSTRAINT t_pkey;

-- Fails where: two rows have the same id.
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id);

-- Fails where: a row has a value of t_id that t has not.
ALTER TABLE o ADD CONSTRAINT o_t FOREIGN KEY (t_id) REFERENCES t(id) ON DELETE CASCADE;
