package dev.refract.internal.lint.observe;

import java.util.Set;

/**
 * What a statement did to a table that was there before this run.
 *
 * @param table without its schema
 * @param rewritten whether the server wrote it again
 * @param read whether the server read all of it
 * @param blocksWrites whether programs can't write to it meanwhile
 * @param kept whether they can't for a lock that an earlier statement of the transaction took
 * @param seen what was seen, as a sentence
 * @param causes the rules that it is one for, where nothing but the catalogs tells; empty where they don't
 */
public record Effect(
        String table,
        boolean rewritten,
        boolean read,
        boolean blocksWrites,
        boolean kept,
        String seen,
        Set<String> causes) {}
