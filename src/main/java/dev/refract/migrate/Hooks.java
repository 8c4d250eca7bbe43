package dev.refract.migrate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Runs beside a deploy or a roll-back, on its thread, while the migration lock is held; not at all where there is
 * nothing to do. An exception before it or before a migration stops it there. An exception of the others becomes a
 * warning: what they are about has happened.
 *
 * <p>A hook that takes long should end when its thread is interrupted: that is how the work is cancelled.
 */
public interface Hooks {

    /** None. */
    Hooks NONE = new Hooks() {
        @Override
        public boolean runsAt(Moment moment) {
            return false;
        }
    };

    /** When a hook runs; {@link #key} is its name in refract.toml and in events. */
    enum Moment {
        /** Before anything is applied. */
        BEFORE_DEPLOY(Hooks::beforeDeploy),
        /** Before each migration. */
        BEFORE_EACH_MIGRATION(Hooks::beforeEachMigration),
        /** After each migration that was applied. */
        AFTER_EACH_MIGRATION(Hooks::afterEachMigration),
        /** After all has been applied. */
        AFTER_DEPLOY(Hooks::afterDeploy),
        /** Before anything is rolled back. */
        BEFORE_DOWN(Hooks::beforeDown),
        /** Before each migration's down.sql. */
        BEFORE_EACH_DOWN(Hooks::beforeEachDown),
        /** After each migration that was rolled back. */
        AFTER_EACH_DOWN(Hooks::afterEachDown),
        /** After all has been rolled back. */
        AFTER_DOWN(Hooks::afterDown),
        /** After anything went wrong. */
        ON_FAILURE(Hooks::onFailure);

        @SuppressWarnings("ImmutableEnumChecker") // a method reference
        private final BiConsumer<Hooks, Facts> hook;

        Moment(BiConsumer<Hooks, Facts> hook) {
            this.hook = hook;
        }

        /**
         * For example {@code before_deploy}.
         *
         * @return its name
         */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Runs the hook of this moment.
         *
         * @param hooks whose
         * @param facts what it is told
         */
        public void call(Hooks hooks, Facts facts) {
            hook.accept(hooks, facts);
        }
    }

    /**
     * What a hook is told.
     *
     * @param database what is migrated, for a person, without a secret
     * @param pending the migrations that are still to be applied, or rolled back, in order; the one that runs now is
     *     the first of them
     * @param applied those that this deploy has applied, or this roll-back has rolled back, in order
     * @param migration the one that is about to run, has run, or failed; empty where the hook is about the whole deploy
     * @param error what went wrong, for {@link #onFailure}; otherwise empty
     */
    record Facts(
            String database,
            List<String> pending,
            List<String> applied,
            Optional<String> migration,
            Optional<String> error) {
        /**
         * Copies the lists.
         *
         * @param database what is migrated, for a person, without a secret
         * @param pending the migrations that are still to be applied, or rolled back, in order; the one that runs now
         *     is the first of them
         * @param applied those that this deploy has applied, or this roll-back has rolled back, in order
         * @param migration the one that is about to run, has run, or failed; empty where the hook is about the whole
         *     deploy
         * @param error what went wrong, for {@link #onFailure}; otherwise empty
         */
        public Facts {
            pending = List.copyOf(pending);
            applied = List.copyOf(applied);
        }
    }

    /**
     * Whether there is anything to run; where not, no events tell of a hook. Default: always.
     *
     * @param moment when
     * @return false for nothing
     */
    default boolean runsAt(Moment moment) {
        return true;
    }

    /**
     * Before anything is applied: the place for a backup.
     *
     * @param facts what it is told
     */
    default void beforeDeploy(Facts facts) {}

    /**
     * Before each migration: {@link Facts#migration} is about to run.
     *
     * @param facts what it is told
     */
    default void beforeEachMigration(Facts facts) {}

    /**
     * After each migration: {@link Facts#migration} has been applied.
     *
     * @param facts what it is told
     */
    default void afterEachMigration(Facts facts) {}

    /**
     * After all has been applied.
     *
     * @param facts what it is told
     */
    default void afterDeploy(Facts facts) {}

    /**
     * Before anything is rolled back: the place for a backup.
     *
     * @param facts what it is told
     */
    default void beforeDown(Facts facts) {}

    /**
     * Before each down.sql: {@link Facts#migration} is about to be rolled back.
     *
     * @param facts what it is told
     */
    default void beforeEachDown(Facts facts) {}

    /**
     * After each down.sql: {@link Facts#migration} has been rolled back.
     *
     * @param facts what it is told
     */
    default void afterEachDown(Facts facts) {}

    /**
     * After all has been rolled back.
     *
     * @param facts what it is told
     */
    default void afterDown(Facts facts) {}

    /**
     * After anything went wrong since the plan was made, a failed hook or an interrupt included.
     *
     * @param facts what it is told
     */
    default void onFailure(Facts facts) {}
}
