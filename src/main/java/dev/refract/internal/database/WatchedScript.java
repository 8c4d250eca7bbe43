package dev.refract.internal.database;

import dev.refract.internal.sql.ExecutedTexts;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.SqlStatement.Kind;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.RowChange;
import dev.refract.internal.sql.statement.SettingChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.internal.sql.statement.ViewChange;
import dev.refract.migrate.AlterAlgorithm;
import dev.refract.migrate.TableLock;
import dev.refract.migrate.TableLock.Blocks;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a script of MySQL or MariaDB on a scratch database, statement by statement, and tells how the server does that:
 * with which ALGORITHM, and under which locks where it shows them.
 */
final class WatchedScript {

    private static final String LOCK_WAIT_TIMEOUT = "1205";

    /** What has left nothing behind where it did not get a lock. */
    private static final Set<Kind> DOES_NOTHING_THEN = EnumSet.of(
            Kind.CREATE_TABLE,
            Kind.ALTER_TABLE,
            Kind.DROP_TABLE,
            Kind.RENAME_TABLE,
            Kind.TRUNCATE,
            Kind.CREATE_INDEX,
            Kind.DROP_INDEX);

    /** Asked anew, since a script may set it. */
    interface Isolation {
        /** Whether it is REPEATABLE READ or SERIALIZABLE now. */
        boolean repeatsReads() throws SQLException;
    }

    private final ScriptSession session;
    private final long connection;
    private final Script script;
    private final MysqlLocks locks;
    private final Watched watched;
    private final Isolation isolation;

    /** What is there now; of views, which, is the value. */
    private Map<String, Boolean> tables = Map.of();
    /** What the script itself has made. */
    private final Set<String> own = new HashSet<>();
    /** What the session holds beyond its statements, as table and mode. */
    private Set<String> kept = Set.of();

    /**
     * @param session of the script
     * @param connection the number of the connection that it runs on
     */
    WatchedScript(
            ScriptSession session,
            long connection,
            Script script,
            MysqlLocks locks,
            Isolation isolation,
            Watched watched) {
        this.session = session;
        this.connection = connection;
        this.script = script;
        this.locks = locks;
        this.isolation = isolation;
        this.watched = watched;
    }

    void run() throws ScriptException, SQLException {
        Script executed = ExecutedTexts.in(script);
        for (SqlStatement part : script.statements()) {
            tables = locks.tables();
            run(executed, executed.statements().get(part.number() - 1));
        }
        session.end();
    }

    private void run(Script executed, SqlStatement part) throws ScriptException, SQLException {
        Change change = executed.change(part);
        Set<String> before = new HashSet<>(tables.keySet());
        List<TableLock> taken = new ArrayList<>();
        try {
            Optional<String> altered = MysqlAlgorithms.table(change).filter(this::wasThere);
            if (altered.isPresent()) {
                Looking looking = new Looking(altered);
                Optional<MysqlAlgorithms.Taken> way = MysqlAlgorithms.run(looking, executed, part);
                way.ifPresent(one -> watched.add(algorithm(part.number(), altered.get(), one)));
                taken.addAll(looking.taken(part.number(), way));
            } else {
                Looking looking = new Looking(change.tables().stream()
                        .map(name -> name.name())
                        .findFirst()
                        .filter(this::wasThere));
                if (concernsRowsOnly(change)) {
                    session.run(new Execution.Step(part.number(), part.number()));
                } else {
                    looking.run(new Execution.Step(part.number(), part.number()));
                }
                taken.addAll(looking.taken(part.number(), Optional.empty()));
            }
            taken.addAll(rows(new RowLocks(executed, part, this::wasThere), part.number()));
            taken.addAll(keptSince(part.number(), taken));
        } finally {
            watched.addAll(taken);
        }
        if (change instanceof TableChange.CreateTable || change instanceof ViewChange.CreateView) {
            Set<String> made = new HashSet<>(locks.tables().keySet());
            made.removeAll(before);
            own.addAll(made);
        }
    }

    private List<TableLock> rows(RowLocks rows, int number) throws SQLException {
        return rows.any()
                ? rows.ofMysql(
                        isolation.repeatsReads(),
                        script.ownTransaction(number).isPresent()
                                ? RowLocks.TO_THE_TRANSACTIONS_END
                                : RowLocks.TO_THE_STATEMENTS_END)
                : List.of();
    }

    private boolean wasThere(String table) {
        return tables.containsKey(table) && !own.contains(table);
    }

    /** What takes no lock for which a reader would be in the way. */
    private static boolean concernsRowsOnly(Change change) {
        return change instanceof RowChange && !(change instanceof RowChange.Truncate)
                || change instanceof SettingChange;
    }

    private static AlterAlgorithm algorithm(int number, String table, MysqlAlgorithms.Taken way) {
        Blocks blocks =
                way.blocksReads() ? Blocks.READS_AND_WRITES : way.blocksWrites() ? Blocks.WRITES : Blocks.NOTHING;
        return new AlterAlgorithm(
                number,
                table,
                way.clause(),
                way.rewrites(),
                blocks,
                Optional.of(way.refusal())
                        .filter(refusal -> !refusal.isEmpty() && (way.rewrites() || blocks != Blocks.NOTHING)));
    }

    /** What LOCK TABLES or a transaction took, and keeps. */
    private List<TableLock> keptSince(int number, List<TableLock> taken) throws SQLException {
        if (locks.unseen().isPresent()) {
            return List.of();
        }
        List<TableLock> since = new ArrayList<>();
        Set<String> now = new LinkedHashSet<>();
        locks.held(connection).forEach((table, mode) -> {
            boolean said = taken.stream()
                    .anyMatch(lock -> lock.table().equals(table) && lock.mode().equals(mode));
            if (wasThere(table) && now.add(table + " " + mode) && !kept.contains(table + " " + mode) && !said) {
                since.add(new TableLock(number, table, mode, MysqlLocks.blocks(mode)));
            }
        });
        kept = now;
        return since;
    }

    /** A session whose statements are looked at; where a server refuses a way, what it did for that does not count. */
    private final class Looking implements ScriptSession {

        private final Optional<String> altered;
        private Map<String, MysqlLocks.Taken> last = Map.of();

        Looking(Optional<String> altered) {
            this.altered = altered;
        }

        private <T> T look(MysqlLocks.Work<T> work) throws ScriptException {
            if (locks.unseen().isPresent() || tables.isEmpty()) {
                return work.run();
            }
            Map<String, MysqlLocks.Taken> taken = new LinkedHashMap<>();
            last = taken;
            return locks.during(connection, tables, altered, taken, work);
        }

        @Override
        public void run(Execution.Step step) throws ScriptException {
            try {
                look(() -> {
                    session.run(step);
                    return true;
                });
            } catch (ScriptException e) {
                Kind kind = script.statements().get(step.first() - 1).kind();
                if (!e.failure().databaseCode().equals(LOCK_WAIT_TIMEOUT) || !DOES_NOTHING_THEN.contains(kind)) {
                    throw e;
                }
                session.run(step); // it does not wait for anybody, and so can't be looked at
            }
        }

        @Override
        public Optional<String> refusal(int number, String sql) throws ScriptException {
            return look(() -> session.refusal(number, sql));
        }

        @Override
        public void run(Execution.Step step, String note) {
            throw new IllegalStateException("a scratch database has no ledger to note it in");
        }

        @Override
        public void end() {
            throw new IllegalStateException("the script's session ends, not its statements'");
        }

        @Override
        public void close() {
            // the session is its owner's
        }

        /** MariaDB lists a lock as it was taken, also once it is a stronger one; what it says of its way counts. */
        private static boolean contradicts(String held, Optional<MysqlAlgorithms.Taken> way) {
            return MysqlLocks.blocks(held) == Blocks.NOTHING
                    && way.filter(MysqlAlgorithms.Taken::blocksWrites).isPresent();
        }

        /** What the statement took of the tables that were there. */
        List<TableLock> taken(int number, Optional<MysqlAlgorithms.Taken> way) {
            List<TableLock> taken = new ArrayList<>();
            last.forEach((table, lock) -> {
                if (wasThere(table)) {
                    lock.held()
                            .filter(held -> !held.equals(lock.wanted()) && !contradicts(held, way))
                            .ifPresent(held -> taken.add(new TableLock(number, table, held, MysqlLocks.blocks(held))));
                    taken.add(new TableLock(
                            number,
                            table,
                            lock.wanted() + (MysqlLocks.isForAMoment(lock, way) ? " for a moment" : ""),
                            MysqlLocks.blocks(lock.wanted())));
                }
            });
            return taken;
        }
    }
}
