package dev.refract.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A transaction that a script begins itself, and that is open when one of its statements runs: when that statement
 * fails, all in it is undone.
 *
 * @param first the number of the first statement in it
 * @param certain false where a statement in it may have committed it: on MySQL most DDL does, and a procedure can
 */
public record OwnTransaction(int first, boolean certain) {

    /** For each statement of the script the one that is open when it begins. */
    static List<Optional<OwnTransaction>> all(Script script) {
        Reader reader = new Reader(script);
        List<Optional<OwnTransaction>> all = new ArrayList<>(script.statements().size());
        for (SqlStatement statement : script.statements()) {
            all.add(
                    reader.first == 0
                            ? Optional.empty()
                            : Optional.of(new OwnTransaction(reader.first, reader.certain)));
            reader.accept(statement);
        }
        return all;
    }

    private static final class Reader {
        /** MySQL's, of what is not sorted further: a function that DO calls may not commit. */
        private static final Pattern NEVER_COMMITS =
                Pattern.compile("(?i)(?:DO|SAVEPOINT|RELEASE\\s+SAVEPOINT|ROLLBACK\\s+(?:WORK\\s+)?TO|HANDLER)\\b");

        private final Script script;
        private boolean autocommit = true;
        private int first;
        private boolean certain = true;

        Reader(Script script) {
            this.script = script;
        }

        void accept(SqlStatement statement) {
            switch (statement.kind()) {
                case BEGIN -> begin(statement);
                case COMMIT, ROLLBACK -> first = 0;
                default -> {
                    if (script.dialect() == Dialect.MYSQL) {
                        acceptOnMysql(statement);
                    }
                }
            }
            if (first == 0 && !autocommit) {
                first = statement.number() + 1;
                certain = true;
            }
        }

        private void begin(SqlStatement statement) {
            if (first == 0 || script.dialect() == Dialect.MYSQL) { // there a BEGIN commits what is open
                first = statement.number();
                certain = true;
            }
        }

        private void acceptOnMysql(SqlStatement statement) {
            switch (statement.kind()) {
                case ALTER_TABLE, RENAME_TABLE, TRUNCATE, CREATE_INDEX, DROP_INDEX, LOCK_TABLES -> first = 0;
                case CREATE_TABLE, DROP_TABLE -> first = script.isTemporary(statement) ? first : 0;
                case DML, QUERY, USE -> {}
                case SET ->
                    LexicalSetting.autocommit(script.change(statement)).ifPresent(on -> {
                        autocommit = on;
                        first = on ? 0 : first;
                    });
                default ->
                    certain = certain
                            && NEVER_COMMITS.matcher(script.sql(statement)).lookingAt();
            }
        }
    }
}
