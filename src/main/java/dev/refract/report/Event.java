package dev.refract.report;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.internal.output.Secrets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a running command tells its caller, in the order in which it happens. The command line, JSON output and an
 * application's own {@link Listener} all read this one stream. No event holds a secret: what looks like one is masked.
 */
public sealed interface Event {

    /** How much of its watcher's attention an event deserves; the first are the most important. */
    enum Level {
        /** It is not an error, but deserves a person's eye. */
        WARNING,
        /** Something begins, or is waited for. */
        ACTION,
        /** What the command works on. */
        CONTEXT,
        /** What another program says. */
        OUTPUT,
        /** Something was done, or was said by the server. */
        DETAIL,
        /** For programs; a person sees it in what comes before and after. */
        TRACE
    }

    /** {@return how much of a person's attention it deserves} */
    Level level();

    /**
     * What happened, in English, for a log or a terminal: one line without its full stop, unless a script's author, a
     * server or a tool wrote several. Control characters in it are escaped. Its wording is no interface; programs read
     * the fields.
     *
     * @return the words
     */
    String words();

    /** The work on one of several migrations begins. */
    sealed interface Start extends Event {

        /** {@return what is being done to the migration, for example {@code Applying}} */
        String verb();

        /** {@return the migration's name} */
        String migration();

        /** {@return which one, from 1} */
        int index();

        /** {@return of how many} */
        int total();

        /** {@return the words without the count} */
        default String heading() {
            return verb() + " migration `" + Controls.escapedLine(migration()) + "`";
        }

        @Override
        default String words() {
            return heading() + " (" + index() + " of " + total() + ")";
        }

        @Override
        default Level level() {
            return Level.ACTION;
        }
    }

    /**
     * A migration is about to be rolled back, and its down.sql says that something is lost by it.
     *
     * @param table which table's; empty where the file does not say
     * @param column which column's; empty where it is the table's, or the file does not say
     * @param text what is lost, as the file says it
     */
    record LossAnnounced(String migration, Optional<String> table, Optional<String> column, String text)
            implements Event {
        @Override
        public Level level() {
            return Level.WARNING;
        }

        @Override
        public String words() {
            String place = table.map(name -> name + column.map(c -> "." + c).orElse("") + ": ")
                    .orElse("");
            return "The way back of `" + Controls.escapedLine(migration) + "` loses " + Controls.escaped(place + text);
        }
    }

    /**
     * Lint says something of a migration that is about to be applied.
     *
     * @param migration its folder's name
     * @param rule its id
     * @param severity {@code error}, {@code warning} or {@code info}
     * @param file the script
     * @param line from 1
     * @param column from 1
     * @param message what happens
     * @param why what that means
     * @param safe what to do instead, one text a migration
     */
    record LintFound(
            String migration,
            String rule,
            String severity,
            String file,
            int line,
            int column,
            String message,
            String why,
            List<String> safe)
            implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration its folder's name
         * @param rule its id
         * @param severity how bad it is
         * @param file the script
         * @param line from 1
         * @param column from 1
         * @param message what happens
         * @param why what that means
         * @param safe what to do instead
         */
        public LintFound {
            message = Secrets.masked(message);
            safe = safe.stream().map(Secrets::masked).toList();
        }

        @Override
        public Level level() {
            return severity.equals("info") ? Level.DETAIL : Level.WARNING;
        }

        @Override
        public String words() {
            return severity + " " + rule + " " + Controls.escapedLine(file) + ":" + line + ":" + column + ": "
                    + Controls.escapedLine(message) + " " + why;
        }
    }

    /** Something that is not an error but deserves a person's eye. */
    record Warning(String text) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param text what is said
         */
        public Warning {
            text = Secrets.masked(text);
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }

        @Override
        public String words() {
            return Controls.escaped(text);
        }
    }

    /** Connected; {@code database} says to what, without a secret. */
    record Connected(String database) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param database what it is connected to
         */
        public Connected {
            database = Secrets.masked(database);
        }

        @Override
        public Level level() {
            return Level.CONTEXT;
        }

        @Override
        public String words() {
            return Controls.escapedLine(database);
        }
    }

    /** A database or schema that was missing was created. */
    record Created(String what) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param what what was created
         */
        public Created {
            what = Secrets.masked(what);
        }

        @Override
        public Level level() {
            return Level.CONTEXT;
        }

        @Override
        public String words() {
            return "Created " + Controls.escapedLine(what);
        }
    }

    /**
     * Another process holds the migration lock; the command waits for it.
     *
     * @param holder who holds it, where the database tells; otherwise empty
     * @param patience how long the command waits at most
     */
    record LockWaiting(Optional<String> holder, Duration patience) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param holder who holds the lock, where that is known
         * @param patience how long the command waits at most
         */
        public LockWaiting {
            holder = holder.map(Secrets::masked);
        }

        @Override
        public Level level() {
            return Level.ACTION;
        }

        @Override
        public String words() {
            return "Waiting up to " + patience.toSeconds() + " s for the migration lock"
                    + holder.map(who -> ", held by: " + Controls.escapedLine(who))
                            .orElse("");
        }
    }

    /** The migrations on disk were read. {@code location} is where, as a person would name it. */
    record MigrationsFound(int count, String location) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param count how many
         * @param location where they are
         */
        public MigrationsFound {
            location = Secrets.masked(location);
        }

        @Override
        public Level level() {
            return Level.CONTEXT;
        }

        @Override
        public String words() {
            return (count == 0 ? "No migration" : count + (count == 1 ? " migration" : " migrations")) + " found in "
                    + Controls.escapedLine(location);
        }
    }

    /** What will run, in order; empty when there is nothing to do. */
    record Planned(List<String> migrations) implements Event {
        /**
         * Copies the list.
         *
         * @param migrations their names
         */
        public Planned {
            migrations = List.copyOf(migrations);
        }

        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String words() {
            return migrations.isEmpty()
                    ? "Nothing to run"
                    : "To run: " + Controls.escapedLine(String.join(", ", migrations));
        }
    }

    /**
     * A migration's script is about to run.
     *
     * @param index which one of those that run, from 1
     * @param total how many run
     * @param statements how many statements its script has
     */
    record MigrationStarted(String migration, int index, int total, int statements) implements Start {
        @Override
        public String verb() {
            return "Applying";
        }
    }

    /**
     * A statement is about to run. Statements that go to the server together are announced together, before the first
     * runs.
     *
     * @param number from 1, within the script
     * @param last the last one that goes in the same round trip; {@code number} where it goes alone
     */
    record StatementStarted(String migration, int number, int last) implements Event {
        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String words() {
            return "running " + Event.statements(number, last);
        }
    }

    /**
     * A statement, or several that went together, succeeded.
     *
     * @param duration of the round trip
     */
    record StatementRun(String migration, int number, int last, Duration duration) implements Event {
        @Override
        public Level level() {
            return Level.DETAIL;
        }

        @Override
        public String words() {
            return Event.statements(number, last) + ": " + Event.words(duration);
        }
    }

    /**
     * A step failed only because another session holds a lock that it needs. It left nothing behind, and is tried again
     * after a pause.
     *
     * @param retry which retry comes now, from 1
     * @param retries how many there are at most
     * @param pause before it
     * @param message what the database said
     */
    record LockRetry(String migration, int retry, int retries, Duration pause, String message) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration the migration's name
         * @param retry which one, from 1
         * @param retries of how many
         * @param pause how long it waits before
         * @param message what went wrong
         */
        public LockRetry {
            message = Secrets.masked(message);
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }

        @Override
        public String words() {
            return "`" + Controls.escapedLine(migration) + "` did not get its lock: retry " + retry + " of " + retries
                    + " in " + Event.words(pause) + " (" + Controls.escaped(message) + ")";
        }
    }

    /**
     * A hook is about to run.
     *
     * @param hook {@code before_deploy}, {@code before_each_migration}, {@code after_each_migration},
     *     {@code after_deploy} or {@code on_failure}
     * @param migration the one that it runs before or after; empty where it is about the whole deploy
     */
    record HookStarted(String hook, Optional<String> migration) implements Event {
        @Override
        public Level level() {
            return Level.DETAIL;
        }

        @Override
        public String words() {
            return "hook " + hook;
        }
    }

    /**
     * A hook ended.
     *
     * @param success false where it failed; before a deploy or a migration that stops the deploy
     */
    record HookEnded(String hook, Optional<String> migration, boolean success, Duration duration) implements Event {
        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String words() {
            return "hook " + hook + (success ? " ended after " : " failed after ") + Event.words(duration);
        }
    }

    /** What the server said while a script ran: PostgreSQL's notices, MySQL's warnings. */
    record ServerMessage(String migration, String severity, String text) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration the migration's name
         * @param severity the server's word for it
         * @param text what is said
         */
        public ServerMessage {
            text = Secrets.masked(text);
        }

        @Override
        public Level level() {
            return Level.DETAIL;
        }

        @Override
        public String words() {
            return Controls.escaped(severity + ": " + text);
        }
    }

    /**
     * A migration is recorded as applied and was not run: the database has those that it stands for.
     *
     * @param replaced how many of those the ledger has
     */
    record MigrationRecorded(String migration, int replaced) implements Event {
        @Override
        public Level level() {
            return Level.ACTION;
        }

        @Override
        public String words() {
            return "Recorded `" + Controls.escapedLine(migration) + "` without running it: the database has the "
                    + replaced + " migrations that it stands for";
        }
    }

    /** A migration is applied and recorded. */
    record MigrationApplied(String migration, Duration duration) implements Event {
        @Override
        public Level level() {
            return Level.DETAIL;
        }

        @Override
        public String words() {
            return "Applied `" + Controls.escapedLine(migration) + "` in " + Event.words(duration);
        }
    }

    /**
     * A migration's down.sql is about to run.
     *
     * @param index which one of those that run, from 1
     * @param total how many run
     * @param statements how many statements down.sql has
     */
    record RollbackStarted(String migration, int index, int total, int statements) implements Start {
        @Override
        public String verb() {
            return "Rolling back";
        }
    }

    /** A migration was rolled back by its down.sql, and that is recorded. */
    record MigrationRolledBack(String migration, Duration duration) implements Event {
        @Override
        public Level level() {
            return Level.DETAIL;
        }

        @Override
        public String words() {
            return "Rolled back `" + Controls.escapedLine(migration) + "` in " + Event.words(duration);
        }
    }

    /**
     * A migration is about to be rehearsed on a scratch database. Nothing happens to the real one.
     *
     * @param index which one of those that are rehearsed, from 1
     * @param total how many are rehearsed
     */
    record RehearsalStarted(String migration, int index, int total) implements Start {
        @Override
        public String verb() {
            return "Rehearsing";
        }
    }

    /** A migration was rehearsed; {@code good} unless its way back can't be relied on. */
    record RehearsalEnded(String migration, boolean good) implements Event {
        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String words() {
            return "Rehearsed `" + Controls.escapedLine(migration) + "`"
                    + (good ? "" : ": its way back can't be relied on");
        }
    }

    /** A migration's script, or its down.sql, failed. {@code message} is what the error says, without colour. */
    record MigrationFailed(String migration, String message) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration the migration's name
         * @param message what went wrong
         */
        public MigrationFailed {
            message = Secrets.masked(message);
        }

        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String words() {
            return Controls.escaped(message);
        }
    }

    /**
     * An external tool's progress with one statement.
     *
     * @param percent from 0 to 100
     * @param remaining the tool's own estimate; empty where it gave none
     */
    record ToolProgress(String migration, int statement, String tool, double percent, Optional<Duration> remaining)
            implements Event {
        @Override
        public Level level() {
            return Level.OUTPUT;
        }

        @Override
        public String words() {
            return String.format(
                    Locale.ROOT,
                    "%s %.0f %%%s",
                    tool,
                    percent,
                    remaining.map(left -> ", " + Event.words(left) + " left").orElse(""));
        }
    }

    /**
     * A statement on a large table did not get its lock in the time that others may be made to wait, gave way, and will
     * try again.
     */
    record LockYielded(String migration, int statement, Duration pause, Duration left, List<String> inTheWay)
            implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration the migration's name
         * @param statement the statement's number, from 1; 0 where it is not known
         * @param pause how long it waits before the next try
         * @param left how long it goes on trying
         * @param inTheWay a line for each session that holds what it needs; empty where none is found any more
         */
        public LockYielded {
            inTheWay = inTheWay.stream().map(Secrets::masked).toList();
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }

        @Override
        public String words() {
            return "`" + Controls.escapedLine(migration) + "`: statement " + statement
                    + " did not get its lock and lets others through; next try in " + Event.words(pause)
                    + ", for another "
                    + Event.words(left) + Event.inTheWay(inTheWay);
        }
    }

    /** A statement on a large table that runs in steps begins one. */
    record StepStarted(String migration, int statement, int step, int steps, String sql) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration the migration's name
         * @param statement the statement's number, from 1
         * @param step which of its steps, from 1
         * @param steps of how many
         * @param sql what is sent to the server
         */
        public StepStarted {
            sql = Secrets.masked(sql);
        }

        @Override
        public Level level() {
            return Level.OUTPUT;
        }

        @Override
        public String words() {
            return "statement " + statement + ", step " + step + " of " + steps + ": " + Controls.escaped(sql);
        }
    }

    /**
     * How far a long step of a statement is.
     *
     * @param migration the migration's name
     * @param statement the statement's number, from 1
     * @param phase what the server does, in its words; empty where it does not tell
     * @param percent of the phase; empty where the server does not tell
     * @param elapsed since the step began
     * @param remaining of the phase, at its speed so far; empty where that can't be told
     */
    record StatementProgress(
            String migration,
            int statement,
            String phase,
            Optional<Double> percent,
            Duration elapsed,
            Optional<Duration> remaining)
            implements Event {
        @Override
        public Level level() {
            return Level.OUTPUT;
        }

        @Override
        public String words() {
            return "statement " + statement + (phase.isEmpty() ? "" : ": " + Controls.escapedLine(phase))
                    + percent.map(done -> String.format(Locale.ROOT, " %.0f %%", done))
                            .orElse("") + ", "
                    + Event.words(elapsed) + " so far"
                    + remaining.map(left -> ", " + Event.words(left) + " left").orElse("");
        }
    }

    /** A long step of a statement waits for other sessions; nobody waits behind it. */
    record StatementWaiting(String migration, int statement, Duration waited, List<String> inTheWay) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param migration the migration's name
         * @param statement the statement's number, from 1
         * @param waited how long it has waited for them
         * @param inTheWay a line for each of them
         */
        public StatementWaiting {
            inTheWay = inTheWay.stream().map(Secrets::masked).toList();
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }

        @Override
        public String words() {
            return "`" + Controls.escapedLine(migration) + "`: statement " + statement + " has waited for "
                    + Event.words(waited) + ", and nobody waits behind it" + Event.inTheWay(inTheWay);
        }
    }

    /**
     * A batch of a data migration is committed.
     *
     * @param migration the data migration's name
     * @param batch which one of this run, from 1
     * @param size how many rows it goes through at most
     * @param changed how many rows this one changed
     * @param duration how long it took
     * @param rows how many rows this run has changed so far
     * @param through how many it has gone through, the last batch counted as full
     * @param estimate how many rows the table has, as the server's statistics say; empty where they do not
     * @param elapsed since the run began
     */
    record DataBatch(
            String migration,
            long batch,
            int size,
            long changed,
            Duration duration,
            long rows,
            long through,
            Optional<Long> estimate,
            Duration elapsed)
            implements Event {
        @Override
        public Level level() {
            return Level.DETAIL;
        }

        @Override
        public String words() {
            long perSecond = elapsed.toMillis() == 0 ? rows : rows * 1000 / elapsed.toMillis();
            return "batch " + batch + ": " + Counted.of(changed, "row") + " in " + Event.words(duration) + ", " + rows
                    + " so far, " + perSecond + " a second"
                    + estimate.filter(all -> all > through && through > 0)
                            .map(all -> ", " + through * 100 / all + " %, about "
                                    + Event.words(
                                            elapsed.multipliedBy(all - through).dividedBy(through)) + " left")
                            .orElse("");
        }
    }

    /**
     * A data migration waits before its next batch.
     *
     * @param migration its name
     * @param kind of what it waits for: {@code window}, {@code pauseFile}, {@code load}, {@code query}, {@code lag},
     *     {@code lock}, or {@code unreadable}, a signal that can't be read any more
     * @param reason what it waits for, in words
     */
    record DataThrottled(String migration, String kind, String reason) implements Event {
        @Override
        public Level level() {
            return Level.ACTION;
        }

        @Override
        public String words() {
            return "`" + Controls.escapedLine(migration) + "` waits: " + Controls.escapedLine(reason);
        }
    }

    /**
     * A run of a data migration has ended.
     *
     * @param migration its name
     * @param state {@code done}, {@code paused}, {@code failed} or {@code unverified}
     * @param rows how many rows this run has changed
     * @param batches how many batches it committed
     * @param duration how long it took
     */
    record DataEnded(String migration, String state, long rows, long batches, Duration duration) implements Event {
        @Override
        public Level level() {
            return Level.ACTION;
        }

        @Override
        public String words() {
            return "Data migration `" + Controls.escapedLine(migration) + "` is " + state + ": "
                    + Counted.of(rows, "row") + " in " + Counted.of(batches, "batch") + ", " + Event.words(duration);
        }
    }

    /** A line that an external tool or hook printed. */
    record ToolOutput(String tool, String line) implements Event {
        /**
         * What looks like a secret is masked.
         *
         * @param tool its name
         * @param line what it printed
         */
        public ToolOutput {
            line = Secrets.masked(line);
        }

        @Override
        public Level level() {
            return Level.OUTPUT;
        }

        @Override
        public String words() {
            return tool + ": " + Controls.escapedLine(line);
        }
    }

    /**
     * A deploy or a roll-back has ended, and nothing more comes of it.
     *
     * @param verb {@code deploy} or {@code down}
     * @param success false where it ended with an error
     */
    record Ended(String verb, boolean success, Duration duration) implements Event {
        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String words() {
            return verb + (success ? " ended after " : " failed after ") + Event.words(duration);
        }
    }

    /** {@return the event's name in JSON output, for example {@code migrationStarted}} */
    default String type() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static String statements(int first, int last) {
        return "statement " + first + (last > first ? " to " + last : "");
    }

    private static String inTheWay(List<String> sessions) {
        return sessions.isEmpty()
                ? ""
                : ". In the way: "
                        + String.join(
                                "; ",
                                sessions.stream().map(Controls::escapedLine).toList());
    }

    /**
     * A duration as events write it: {@code 12 ms}, {@code 3.4 s}, {@code 2 min 5 s}.
     *
     * @param duration how long
     * @return it with its unit
     */
    static String words(Duration duration) {
        return duration.toSeconds() >= 60
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toMillis() >= 1000
                        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
                        : duration.toMillis() + " ms";
    }
}
