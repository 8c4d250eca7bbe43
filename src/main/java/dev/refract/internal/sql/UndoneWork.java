package dev.refract.internal.sql;

import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Execution;
import dev.refract.internal.sql.statement.Maintenance;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.TransactionChange;
import dev.refract.internal.sql.statement.TransactionChange.Control;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the statement of a script that takes back what the script did before it: {@code ROLLBACK}, {@code ROLLBACK TO}
 * a savepoint, {@code ROLLBACK PREPARED}, {@code XA ROLLBACK}. One that finds nothing to take back is harmless.
 */
public final class UndoneWork {

    private final Script script;
    /** Statements of the transaction that is open, or of the script where it begins none, that did something. */
    private int work;

    private final Deque<Savepoint> savepoints = new ArrayDeque<>();
    private final Map<String, Integer> prepared = new HashMap<>();

    private record Savepoint(String name, int work) {}

    private UndoneWork(Script script) {
        this.script = script;
    }

    /** The first such statement. */
    public static Optional<SqlStatement> first(Script script) {
        UndoneWork reader = new UndoneWork(script);
        return script.first(reader::undoes);
    }

    private boolean undoes(SqlStatement statement) {
        return switch (statement.kind()) {
            case BEGIN -> {
                if (script.dialect() == Dialect.MYSQL) {
                    end(); // commits what is open
                }
                yield false;
            }
            case ROLLBACK -> work > 0 || end();
            default -> {
                Change change = script.change(statement);
                if (change instanceof Control control) {
                    yield controls(control, statement);
                }
                if (statement.kind() == SqlStatement.Kind.COMMIT || commits(statement)) {
                    end();
                } else if (works(statement, change)) {
                    work++;
                }
                yield false;
            }
        };
    }

    /** Forgets what is done for good. Returns false: nothing was undone. */
    private boolean end() {
        work = 0;
        savepoints.clear();
        return false;
    }

    private boolean controls(Control control, SqlStatement statement) {
        String name = control.name().map(UndoneWork::folded).orElse("");
        return switch (control.verb()) {
            case COMMIT -> end();
            case SAVEPOINT -> {
                savepoints.push(new Savepoint(name, work));
                yield false;
            }
            case ROLLBACK_TO -> {
                while (!savepoints.isEmpty() && !savepoints.peek().name().equals(name)) {
                    savepoints.pop();
                }
                yield !savepoints.isEmpty() && savepoints.peek().work() < work;
            }
            case PREPARE -> prepared(name);
            case ROLLBACK_PREPARED -> prepared.getOrDefault(name, 0) > 0;
            case XA -> xa(statement);
            default -> false;
        };
    }

    private boolean prepared(String name) {
        prepared.put(name, work);
        return end();
    }

    /** {@code XA START id}, work, {@code XA END id}, {@code XA PREPARE id}, {@code XA COMMIT id}. */
    private boolean xa(SqlStatement statement) {
        Lexer tokens = script.tokens(statement);
        tokens.next();
        tokens.next();
        String id = folded(script.text().substring(tokens.end(), statement.end()))
                .replace(";", "")
                .strip();
        if (tokens.isAny("START", "BEGIN", "COMMIT")) {
            prepared.remove(id);
            return end();
        }
        if (tokens.is("PREPARE")) {
            return prepared(id);
        }
        return tokens.is("ROLLBACK") && prepared.getOrDefault(id, work) > 0;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** On MySQL most DDL commits what is open, itself included. */
    private boolean commits(SqlStatement statement) {
        return script.dialect() == Dialect.MYSQL
                && switch (statement.kind()) {
                    case ALTER_TABLE, RENAME_TABLE, TRUNCATE, CREATE_INDEX, DROP_INDEX, LOCK_TABLES -> true;
                    case CREATE_TABLE, DROP_TABLE -> !script.isTemporary(statement);
                    default -> false;
                };
    }

    /** A query does something where it calls what does. */
    private boolean works(SqlStatement statement, Change change) {
        if (statement.kind() == SqlStatement.Kind.QUERY) {
            return script.sql(statement).indexOf('(') >= 0;
        }
        return !(change instanceof SettingChange
                || change instanceof TransactionChange
                || change instanceof Maintenance
                || change instanceof Execution execution && execution.verb() == Execution.Verb.PREPARE);
    }
}
