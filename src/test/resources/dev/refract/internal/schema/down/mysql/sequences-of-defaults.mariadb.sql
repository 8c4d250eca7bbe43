-- before
CREATE SEQUENCE gone;
CREATE SEQUENCE changed INCREMENT BY 2;
CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval(gone), v int DEFAULT nextval(changed));

-- up
ALTER TABLE t ALTER id DROP DEFAULT;
DROP SEQUENCE gone;
ALTER SEQUENCE changed INCREMENT BY 5;
CREATE SEQUENCE made;
ALTER TABLE t ADD COLUMN n int DEFAULT nextval(made);

-- down
-- This file was generated; read it before you rely on it.

ALTER SEQUENCE `changed` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 2 cache 1000 nocycle;

-- Loses: `gone`: where the sequence stood: it starts anew.
CREATE SEQUENCE `gone` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 nocycle ENGINE=InnoDB;

-- Loses: `t`, column `n`: the column with all its values.
ALTER TABLE `t`
    DROP COLUMN `n`,
    MODIFY COLUMN `id` int(11) NOT NULL DEFAULT nextval(`gone`);

DROP SEQUENCE `made`;
