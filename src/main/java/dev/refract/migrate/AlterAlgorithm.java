package dev.refract.migrate;

import java.util.Optional;

/**
 * How MySQL or MariaDB did an {@code ALTER TABLE}, {@code CREATE INDEX} or {@code DROP INDEX} on a table that was there
 * before its script: the first way that the server did not refuse.
 *
 * @param statement its number in the script, from 1
 * @param table the table
 * @param clause as the manual writes it: {@code ALGORITHM=INPLACE, LOCK=NONE}
 * @param rewrites whether it wrote the table again ({@code ALGORITHM=COPY})
 * @param blocks what waits for it while it works
 * @param reason the server's, for not doing it with less; empty where it copies nothing and blocks nothing
 */
public record AlterAlgorithm(
        int statement,
        String table,
        String clause,
        boolean rewrites,
        TableLock.Blocks blocks,
        Optional<String> reason) {}
