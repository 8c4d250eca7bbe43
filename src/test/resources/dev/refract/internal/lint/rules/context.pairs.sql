CREATE TABLE pairs (id int PRIMARY KEY, a int, b int, UNIQUE KEY pairs_a_b_key (a, b));
