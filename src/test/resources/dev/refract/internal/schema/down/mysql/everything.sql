-- before


-- up
ALTER DATABASE COLLATE utf8mb4_general_ci;
CREATE TABLE `p` (id int auto_increment primary key, e enum('a','it''s','x,y') not null default 'a' comment 'c,\n\'q', v varchar(20) character set latin1, g int generated always as (id2 + 1) stored, id2 int not null check (id2 > 0), ts timestamp(3) not null default current_timestamp(3) on update current_timestamp(3), j json, h int default 1 invisible, pt point not null, spatial key (pt), fulltext key ft (v), key k (id2 desc, v(5)), constraint chk check (id2 < 100)) engine=InnoDB row_format=dynamic comment='it''s, ok';
CREATE TABLE c (id int primary key, pid int, constraint fk foreign key (pid) references p(id) on delete set null);
CREATE TABLE part (id int not null, y int not null, primary key (id,y)) partition by range (y) (partition p0 values less than (10), partition p1 values less than maxvalue);
CREATE TABLE log (a int, b text) engine=MyISAM default charset=latin1;
CREATE VIEW v AS select p.id, c.pid as x, count(*) as n from p join c on c.pid=p.id group by 1,2;
CREATE VIEW a_view AS select x from v where x > 1;
CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW begin set new.id2 = 5; end;
CREATE TRIGGER tr2 BEFORE INSERT ON p FOR EACH ROW set new.id2 = 6;
CREATE PROCEDURE pr(in a int) comment 'hi' begin select a; end;
CREATE FUNCTION f(a int) RETURNS int deterministic return a+1;
CREATE EVENT ev ON SCHEDULE every 1 day DO delete from c;

-- down
-- This file was generated; read it before you rely on it.

ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
DROP FUNCTION `f`;
DROP PROCEDURE `pr`;
DROP VIEW `a_view`;
DROP VIEW `v`;
DROP EVENT `ev`;

-- Loses: `c`: the table with all its rows.
DROP TABLE `c`;

-- Loses: `log`: the table with all its rows.
DROP TABLE `log`;

-- Loses: `p`: the table with all its rows.
DROP TABLE `p`;

-- Loses: `part`: the table with all its rows.
DROP TABLE `part`;
