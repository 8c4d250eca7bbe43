package dev.refract.internal.database;

import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.QualifiedName;
import dev.refract.internal.sql.statement.Query;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TableLock.Blocks;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a statement locks of rows, which no list of a server's locks on tables shows: who writes to them waits. Observed
 * in MySQL's {@code performance_schema.data_locks} and MariaDB's {@code information_schema.innodb_trx}.
 */
final class RowLocks {

    static final String TO_THE_TRANSACTIONS_END = "until the end of the transaction";
    static final String TO_THE_STATEMENTS_END = "until the end of the statement";

    private static final String ALL = "its rows";
    private static final String ALL_WITH_GAPS = "its rows and the gaps between them";
    private static final String READ = "the rows that it reads";

    private final Script script;
    private final SqlStatement part;
    private final Change change;
    private final Predicate<String> there;

    /** @param there which tables count */
    RowLocks(Script script, SqlStatement part, Predicate<String> there) {
        this.script = script;
        this.part = part;
        this.change = script.change(part);
        this.there = there;
    }

    /** PostgreSQL's. */
    List<TableLock> ofPostgres() {
        return Stream.concat(locks(all(), ALL, TO_THE_TRANSACTIONS_END), locks(picked(), READ, TO_THE_TRANSACTIONS_END))
                .toList();
    }

    /** Whether there may be any. */
    boolean any() {
        return Stream.of(all(), picked(), read()).anyMatch(tables -> !tables.isEmpty());
    }

    /**
     * InnoDB's.
     *
     * @param repeatable whether reads repeat: then gaps are locked as well, and what a changing statement reads
     * @param until how long one that is not DDL holds them
     */
    List<TableLock> ofMysql(boolean repeatable, String until) {
        return Stream.of(
                        locks(all(), repeatable ? ALL_WITH_GAPS : ALL, until),
                        locks(picked(), READ, until),
                        locks(
                                repeatable ? read() : List.of(),
                                READ,
                                change instanceof TableChange.CreateTable ? TO_THE_STATEMENTS_END : until))
                .flatMap(locks -> locks)
                .distinct()
                .toList();
    }

    private Stream<TableLock> locks(List<QualifiedName> tables, String rows, String until) {
        return tables.stream()
                .map(QualifiedName::name)
                .filter(there)
                .map(table -> new TableLock(part.number(), table, rows + ", " + until, Blocks.WRITES));
    }

    /** The tables of which it locks each row. */
    private List<QualifiedName> all() {
        if (change instanceof RowChange.Update update && update.where().isEmpty() && !update.limited()) {
            return update.targets().size() == 1 ? update.targets() : List.of();
        }
        if (change instanceof RowChange.Delete delete && delete.where().isEmpty() && !delete.limited()) {
            return delete.reads().isEmpty() ? delete.targets() : List.of();
        }
        return locking().filter(query -> !query.filtered()).map(Query::reads).orElse(List.of());
    }

    /** Those of which it locks what it finds: what is joined by MySQL, and a SELECT with a WHERE. */
    private List<QualifiedName> picked() {
        if (change instanceof RowChange.Update update) {
            return update.targets().size() > 1 ? update.targets() : List.of();
        }
        if (change instanceof RowChange.Delete delete) {
            return delete.where().isEmpty() && !delete.reads().isEmpty() ? delete.targets() : List.of();
        }
        return locking().filter(Query::filtered).map(Query::reads).orElse(List.of());
    }

    private Optional<Query> locking() {
        return change instanceof RowChange.Select select && locksRows(script.tokens(part))
                ? Optional.of(select.query())
                : Optional.empty();
    }

    /** Those that a changing statement only reads. */
    private List<QualifiedName> read() {
        if (change instanceof RowChange.Insert insert) {
            return insert.query().map(Query::reads).orElse(List.of());
        }
        if (change instanceof TableChange.CreateTable create) {
            return create.query().map(Query::reads).orElse(List.of());
        }
        if (change instanceof RowChange.Update update) {
            return update.reads();
        }
        return change instanceof RowChange.Delete delete ? delete.reads() : List.of();
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
