-- before
CREATE TABLE t (id int primary key, a int, constraint c1 check (a > 0), constraint c2 check (a < 100));

-- up
ALTER TABLE t DROP CONSTRAINT c1;
ALTER TABLE t DROP CONSTRAINT c2;
ALTER TABLE t ADD CONSTRAINT c2 CHECK (a < 200), ADD CONSTRAINT c3 CHECK (id > 0);

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `t`
    DROP CONSTRAINT `c2`,
    DROP CONSTRAINT `c3`;

-- Fails where: a row does not fulfil (`a` > 0).
-- Fails where: a row does not fulfil (`a` < 100).
ALTER TABLE `t`
    ADD CONSTRAINT `c1` CHECK ((`a` > 0)),
    ADD CONSTRAINT `c2` CHECK ((`a` < 100));
