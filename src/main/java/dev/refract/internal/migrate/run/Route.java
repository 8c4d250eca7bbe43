package dev.refract.internal.migrate.run;

import dev.refract.internal.database.ScriptException;
import dev.refract.migrate.ToolCommand;
import java.util.List;
import java.util.Optional;

/**
 * How one statement of a migration will run, and why. A route knows how to run its statement; a new one is a new class
 * that whoever decides about routes makes.
 */
public interface Route {

    /** What happens, in a word or a line, for example {@code direct}. */
    String summary();

    /** Why this route, for a person; a sentence without its full stop. */
    String reason();

    /**
     * Runs the statement to its end.
     *
     * @throws ScriptException where it fails or is cancelled
     */
    void run(CurrentStatement statement) throws ScriptException;

    /** The route that is taken where this one turns out to be impossible; empty where there is none. */
    default Optional<Route> otherwise() {
        return Optional.empty();
    }

    /** Why the statement can't run at all; empty where it can. */
    default Optional<Refused> refusal() {
        return Optional.empty();
    }

    /** The command of another program that it would come to as things are now; empty where none is called. */
    default Optional<ToolCommand> command() {
        return Optional.empty();
    }

    /** What is sent to the server instead of the statement, each by itself; empty where the statement itself is. */
    default List<String> steps() {
        return List.of();
    }

    /** Whether it needs transactions of its own: the script can't be one then. */
    default boolean splits() {
        return !steps().isEmpty();
    }

    /** How long it waits for locks; empty where it waits as the session is set to. */
    default Optional<Patience> patience() {
        return Optional.empty();
    }

    /** What a person should know before it runs, a sentence; empty for nothing. */
    default Optional<String> warning() {
        return Optional.empty();
    }

    /** The statement runs as it is written. */
    record Direct(String reason) implements Route {
        @Override
        public String summary() {
            return "direct";
        }

        @Override
        public void run(CurrentStatement statement) throws ScriptException {
            statement.run();
        }
    }

    /**
     * There is no safe route.
     *
     * @param waysOut what a person can do, each a sentence
     */
    record Refused(String reason, List<String> waysOut) implements Route {
        public Refused {
            waysOut = List.copyOf(waysOut);
        }

        @Override
        public String summary() {
            return "refused";
        }

        @Override
        public Optional<Refused> refusal() {
            return Optional.of(this);
        }

        @Override
        public void run(CurrentStatement statement) throws ScriptException {
            throw ScriptException.refused(reason, String.join("\n", waysOut), statement.number(), statement.offset());
        }
    }
}
