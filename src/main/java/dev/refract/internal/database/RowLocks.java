package dev.refract.internal.database;

import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TableLock.Blocks;
import java.util.List;
import java.util.function.Predicate;

/** Statements that lock all rows of a table, which no list of a server's locks shows: the table's writers wait. */
final class RowLocks {

    static final String TO_THE_TRANSACTIONS_END = "its rows, until the end of the transaction";
    static final String TO_THE_STATEMENTS_END = "its rows, until the end of the statement";

    private RowLocks() {}

    /**
     * Those of one statement.
     *
     * @param there which tables count
     * @param mode how long it holds them
     */
    static List<TableLock> of(Script script, SqlStatement part, Predicate<String> there, String mode) {
        Change change = script.change(part);
        List<QualifiedName> held = List.of();
        if (change instanceof RowChange.Update update && update.where().isEmpty()) {
            held = update.targets();
        } else if (change instanceof RowChange.Delete delete && delete.where().isEmpty()) {
            held = delete.targets();
        } else if (change instanceof RowChange.Select select && locksRows(script.tokens(part))) {
            held = select.query().reads();
        }
        return held.stream()
                .map(QualifiedName::name)
                .filter(there)
                .map(table -> new TableLock(part.number(), table, mode, Blocks.WRITES))
                .toList();
    }

    /**
     * {@code FOR UPDATE}, {@code FOR NO KEY UPDATE}, {@code FOR SHARE}, {@code FOR KEY SHARE}, and MySQL's {@code LOCK
     * IN SHARE MODE}.
     */
    private static boolean locksRows(Lexer tokens) {
        while (tokens.next()) {
            if (tokens.skip("FOR") && tokens.isAny("UPDATE", "NO", "SHARE", "KEY")
                    || tokens.skip("LOCK") && tokens.is("IN")) {
                return true;
            }
        }
        return false;
    }
}
