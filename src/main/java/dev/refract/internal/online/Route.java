package dev.refract.internal.online;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How one statement of a migration will run, and why. */
public sealed interface Route {

    /** Why this way, for a person; a sentence without its full stop. */
    String reason();

    /** As it is written. */
    record Direct(String reason) implements Route {}

    /**
     * The server is asked to do it without copying or blocking, and fails at once, with no effect, where it can't.
     *
     * @param attempts what to run instead of the statement, one after the other until one works
     * @param otherwise what happens when none works
     */
    record Ask(List<Attempt> attempts, Route otherwise, String reason) implements Route {
        public Ask {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * One thing to ask of the server.
     *
     * @param what for example {@code ALGORITHM=INSTANT}
     * @param sql the whole statement
     */
    record Attempt(String what, String sql) {}

    /**
     * Percona's tool does it.
     *
     * @param handover what the tool would be given as things are now
     */
    record Online(TableChange change, Handover handover, String reason) implements Route {

        String database() {
            return handover.database();
        }

        OnlineSettings settings() {
            return handover.settings();
        }

        ServerVersion server() {
            return handover.server();
        }

        Tool tool() {
            return handover.tool();
        }
    }

    /**
     * It can run neither directly nor online.
     *
     * @param waysOut what a person can do, each a sentence
     */
    record Refused(String reason, List<String> waysOut) implements Route {
        public Refused {
            waysOut = List.copyOf(waysOut);
        }
    }

    /** What happens when the server can't do it without copying; this way itself where nothing is asked. */
    default Route atLast() {
        return this instanceof Ask ask ? ask.otherwise() : this;
    }

    /** One line on what happens. */
    default String summary() {
        if (this instanceof Ask ask) {
            return ask.attempts().stream().map(Attempt::what).collect(Collectors.joining(", else ")) + ", else "
                    + ask.otherwise().summary();
        }
        return this instanceof Direct ? "direct" : this instanceof Online ? "online" : "refused";
    }

    /** What the tool would be given, where it may come to that. */
    default Optional<Handover> toHandOver() {
        return atLast() instanceof Online online ? Optional.of(online.handover()) : Optional.empty();
    }
}
