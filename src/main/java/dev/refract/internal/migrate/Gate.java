package dev.refract.internal.migrate;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Optional;

/** What is asked of the pending migrations before a deploy changes anything. */
public interface Gate {

    /** Asks nothing. */
    Gate OPEN = new Gate() {
        @Override
        public boolean refuses() {
            return false;
        }

        @Override
        public void check(List<Migration> pending, Plan.Routes routes, Optional<Database> database) {
            // whatever it is
        }
    };

    /** Whether it may refuse: then a database that is missing is not made before it is asked. */
    boolean refuses();

    /**
     * Tells what is to be said of them.
     *
     * @param pending in their order; the first may be one that is resumed
     * @param routes how their statements will run
     * @param database empty where it is not there yet
     * @throws RefractException to refuse
     */
    void check(List<Migration> pending, Plan.Routes routes, Optional<Database> database);

    /**
     * Does what has to be done before a migration is applied.
     *
     * @param database open and locked
     */
    default void before(Migration migration, Database database) {
        // most ask only
    }

    /** Both, one after the other. */
    static Gate both(Gate first, Gate second) {
        return first == OPEN
                ? second
                : second == OPEN
                        ? first
                        : new Gate() {
                            @Override
                            public boolean refuses() {
                                return first.refuses() || second.refuses();
                            }

                            @Override
                            public void check(
                                    List<Migration> pending, Plan.Routes routes, Optional<Database> database) {
                                first.check(pending, routes, database);
                                second.check(pending, routes, database);
                            }

                            @Override
                            public void before(Migration migration, Database database) {
                                first.before(migration, database);
                                second.before(migration, database);
                            }
                        };
    }
}
