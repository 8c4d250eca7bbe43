-- before
CREATE TABLE t (id int primary key, a varchar(50), b int, g point not null, txt text, key i1 (a(10), b desc), unique key i2 (a, b), fulltext key i3 (txt), spatial key i4 (g), key i5 (b) comment 'five', key i6 (b, a));

-- up
ALTER TABLE t DROP KEY i1, DROP KEY i2, DROP KEY i3, DROP KEY i4, DROP KEY i5;
CREATE INDEX i5 ON t (b, id);
CREATE UNIQUE INDEX i7 ON t (a);
ALTER TABLE t RENAME INDEX i6 TO i8;

-- down
-- This file was generated; read it before you rely on it.

ALTER TABLE `t` RENAME INDEX `i8` TO `i6`;

-- Fails where: two rows have the same `a`, `b`.
ALTER TABLE `t`
    DROP INDEX `i5`,
    DROP INDEX `i7`,
    ADD KEY `i1` (`a`(10),`b` DESC),
    ADD UNIQUE KEY `i2` (`a`,`b`),
    ADD FULLTEXT KEY `i3` (`txt`),
    ADD SPATIAL KEY `i4` (`g`),
    ADD KEY `i5` (`b`) COMMENT 'five';
