package dev.refract.report;

import org.jspecify.annotations.Nullable;

/**
 * The command was interrupted: what ran was cancelled on the server, and rolled back or recorded. The thread's
 * interrupt flag is set again when this reaches the caller.
 */
public class InterruptedRefractException extends RefractException {

    /**
     * As {@link RefractException}, without a code.
     *
     * @param what what happened
     * @param next what to do about it
     */
    public InterruptedRefractException(String what, String next) {
        super(null, what, next);
    }

    /**
     * Of a script.
     *
     * @param what what happened
     * @param next what to do about it
     * @param place where in the script it was, or null
     */
    public InterruptedRefractException(String what, String next, @Nullable ScriptPlace place) {
        super(null, what, next, null, place);
    }
}
