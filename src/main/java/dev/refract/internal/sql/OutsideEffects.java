package dev.refract.internal.sql;

import java.util.Optional;
import java.util.Set;

/**
 * Finds what a script does to more than the database that it runs in: to the server's accounts and settings, or to
 * another database by its name. On a scratch database beside the real one such a statement is not harmless. What a
 * procedural body does is not seen.
 */
public final class OutsideEffects {

    /** What belongs to the server, behind CREATE, ALTER or DROP. */
    private static final Set<String> SERVERS_OWN = Set.of("ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM");

    private OutsideEffects() {}

    /**
     * The first statement that reaches outside.
     *
     * @param real the name of the real database; empty where a statement can't name it
     */
    public static Optional<SqlStatement> outside(Script script, Optional<String> real) {
        return script.first(statement -> switch (script.dialect()) {
            case POSTGRESQL -> onServer(script.tokens(statement), false);
            case MYSQL ->
                onServer(script.tokens(statement), true)
                        || statement.kind() == SqlStatement.Kind.USE
                        || setsGlobally(script.tokens(statement))
                        || real.filter(name -> names(script.tokens(statement), name))
                                .isPresent();
            case SQLITE -> firstIs(script.tokens(statement), "ATTACH");
        });
    }

    private static boolean firstIs(Lexer tokens, String word) {
        return tokens.next() && tokens.is(word);
    }

    private static boolean onServer(Lexer tokens, boolean mysql) {
        tokens.next();
        if (mysql && tokens.isAny("GRANT", "REVOKE")) {
            return true; // accounts are the server's
        }
        if (!tokens.isAny("CREATE", "ALTER", "DROP")) {
            return false;
        }
        tokens.next();
        if (tokens.is("USER")) {
            tokens.next();
            return !tokens.is("MAPPING");
        }
        return SERVERS_OWN.stream().anyMatch(tokens::is) || mysql && tokens.isAny("SCHEMA", "SERVER", "RESOURCE");
    }

    private static boolean setsGlobally(Lexer tokens) {
        if (!firstIs(tokens, "SET")) {
            return false;
        }
        while (tokens.next()) {
            if (tokens.isAny("GLOBAL", "PERSIST", "PERSIST_ONLY")
                    || tokens.kind() == Token.Kind.PARAMETER
                            && tokens.text().matches("(?i)@@(global|persist|persist_only)")) {
                return true;
            }
            if (tokens.is('=')) {
                return false;
            }
        }
        return false;
    }

    private static boolean names(Lexer tokens, String database) {
        boolean named = false;
        while (tokens.next()) {
            if (named && tokens.is('.')) {
                return true;
            }
            named = tokens.isName() && tokens.name().equalsIgnoreCase(database);
        }
        return false;
    }
}
