-- before
CREATE TABLE t (id int primary key, a varchar(50), key i1 (a), key i2 ((upper(a))), c int invisible);

-- up
ALTER TABLE t ALTER INDEX i1 INVISIBLE, DROP KEY i2, ALTER COLUMN c SET VISIBLE;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `t`
    DROP INDEX `i1`,
    MODIFY COLUMN `c` int DEFAULT NULL /*!80023 INVISIBLE */,
    ADD KEY `i1` (`a`),
    ADD KEY `i2` ((upper(`a`)));
