package dev.refract.internal.sql;

import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.ServerChange;
import dev.refract.internal.sql.statement.SettingChange;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a script does to more than the database that it runs in: to the server's accounts and settings, or to
 * another database by its name. On a scratch database beside the real one such a statement is not harmless. What a
 * procedural body does is not seen.
 */
public final class OutsideEffects {

    /** Of what belongs to a PostgreSQL server, what a script can change in passing. */
    private static final Set<ServerChange.Kind> POSTGRES = EnumSet.of(
            ServerChange.Kind.ROLE, ServerChange.Kind.DATABASE, ServerChange.Kind.TABLESPACE, ServerChange.Kind.SYSTEM);

    private OutsideEffects() {}

    /**
     * The first statement that reaches outside.
     *
     * @param real the name of the real database; empty where a statement can't name it
     */
    public static Optional<SqlStatement> outside(Script script, Optional<String> real) {
        return script.first(
                statement -> !changesRows(statement) && reachesOut(script.change(statement), script.dialect())
                        || script.dialect() == Dialect.MYSQL
                                && real.filter(name -> names(script.tokens(statement), name))
                                        .isPresent());
    }

    /** Such a statement, of which there may be very many, needs no reading. */
    private static boolean changesRows(SqlStatement statement) {
        return statement.kind() == SqlStatement.Kind.DML || statement.kind() == SqlStatement.Kind.QUERY;
    }

    private static boolean reachesOut(Change change, Dialect dialect) {
        if (change instanceof ServerChange server) {
            return switch (dialect) {
                case POSTGRESQL -> POSTGRES.contains(server.kind());
                case MYSQL -> server.kind() != ServerChange.Kind.PROCESS;
                case SQLITE -> server.verb().equals("ATTACH");
            };
        }
        return dialect == Dialect.MYSQL && (change instanceof SettingChange.UseDatabase || setsGlobally(change));
    }

    private static boolean setsGlobally(Change change) {
        return change instanceof SettingChange.Settings settings
                && settings.assignments().stream()
                        .anyMatch(set -> set.scope() == SettingChange.Scope.GLOBAL
                                || set.scope() == SettingChange.Scope.PERSIST);
    }

    /** Whether a name that qualifies another, at any place in the statement, is the database's. */
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
