package dev.refract.report;

/**
 * Receives the events of a running command, in order and one at a time. What the server says while a script runs comes
 * on a thread of the connection's, all else on the thread that called the command.
 */
@FunctionalInterface
public interface Listener {

    /** Hears nothing. */
    Listener SILENT = event -> {};

    /**
     * Hears of an event; should not throw.
     *
     * @param event what happened
     */
    void on(Event event);

    /**
     * This listener first, then the other.
     *
     * @param other hears each event second
     * @return both as one
     */
    default Listener and(Listener other) {
        return event -> {
            on(event);
            other.on(event);
        };
    }
}
