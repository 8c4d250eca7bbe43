package dev.refract.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a running command tells its caller, in the order in which it happens. The command line, JSON output and an
 * application's own {@link Listener} all read this one stream. No event holds a secret.
 */
public sealed interface Event {

    /** Something that is not an error but deserves a person's eye. */
    record Warning(String text) implements Event {}

    /** Connected; {@code database} says to what, without a secret. */
    record Connected(String database) implements Event {}

    /** A database or schema that was missing was created. */
    record Created(String what) implements Event {}

    /**
     * Another process holds the migration lock; the command waits for it.
     *
     * @param holder who holds it, where the database tells; otherwise empty
     * @param patience how long the command waits at most
     */
    record LockWaiting(Optional<String> holder, Duration patience) implements Event {}

    /** The migrations on disk were read. {@code location} is where, as a person would name it. */
    record MigrationsFound(int count, String location) implements Event {}

    /** What will run, in order; empty when there is nothing to do. */
    record Planned(List<String> migrations) implements Event {
        public Planned {
            migrations = List.copyOf(migrations);
        }
    }

    /**
     * A migration's script is about to run.
     *
     * @param index which one of those that run, from 1
     * @param total how many run
     * @param statements how many statements its script has
     */
    record MigrationStarted(String migration, int index, int total, int statements) implements Event {}

    /**
     * A statement is about to run. Statements that go to the server together are announced together, before the first
     * runs.
     *
     * @param number from 1, within the script
     * @param last the last one that goes in the same round trip; {@code number} where it goes alone
     */
    record StatementStarted(String migration, int number, int last) implements Event {}

    /**
     * A statement, or several that went together, succeeded.
     *
     * @param duration of the round trip
     */
    record StatementRun(String migration, int number, int last, Duration duration) implements Event {}

    /**
     * A step failed only because another session holds a lock that it needs. It left nothing behind, and is tried again
     * after a pause.
     *
     * @param retry which retry comes now, from 1
     * @param retries how many there are at most
     * @param pause before it
     * @param message what the database said
     */
    record LockRetry(String migration, int retry, int retries, Duration pause, String message) implements Event {}

    /**
     * A hook is about to run.
     *
     * @param hook {@code before_deploy}, {@code before_each_migration}, {@code after_each_migration},
     *     {@code after_deploy} or {@code on_failure}
     * @param migration the one that it runs before or after; empty where it is about the whole deploy
     */
    record HookStarted(String hook, Optional<String> migration) implements Event {}

    /**
     * A hook ended.
     *
     * @param success false where it failed; before a deploy or a migration that stops the deploy
     */
    record HookEnded(String hook, Optional<String> migration, boolean success, Duration duration) implements Event {}

    /** What the server said while a script ran: PostgreSQL's notices, MySQL's warnings. */
    record ServerMessage(String migration, String severity, String text) implements Event {}

    /** A migration is applied and recorded. */
    record MigrationApplied(String migration, Duration duration) implements Event {}

    /**
     * A migration's down.sql is about to run.
     *
     * @param index which one of those that run, from 1
     * @param total how many run
     * @param statements how many statements down.sql has
     */
    record RollbackStarted(String migration, int index, int total, int statements) implements Event {}

    /** A migration was rolled back by its down.sql, and that is recorded. */
    record MigrationRolledBack(String migration, Duration duration) implements Event {}

    /**
     * A migration is about to be rehearsed on a scratch database. Nothing happens to the real one.
     *
     * @param index which one of those that are rehearsed, from 1
     * @param total how many are rehearsed
     */
    record RehearsalStarted(String migration, int index, int total) implements Event {}

    /** A migration was rehearsed; {@code good} unless its way back can't be relied on. */
    record RehearsalEnded(String migration, boolean good) implements Event {}

    /** A migration's script, or its down.sql, failed. {@code message} is what the error says, without colour. */
    record MigrationFailed(String migration, String message) implements Event {}

    /**
     * An external tool's progress with one statement.
     *
     * @param percent from 0 to 100
     * @param remaining the tool's own estimate; empty where it gave none
     */
    record ToolProgress(String migration, int statement, String tool, double percent, Optional<Duration> remaining)
            implements Event {}

    /** A line that an external tool or hook printed. */
    record ToolOutput(String tool, String line) implements Event {}

    /**
     * A deploy or a roll-back has ended, and nothing more comes of it.
     *
     * @param verb {@code deploy} or {@code down}
     * @param success false where it ended with an error
     */
    record Ended(String verb, boolean success, Duration duration) implements Event {}

    /** The event's name in JSON output, for example {@code migrationStarted}. */
    default String type() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
