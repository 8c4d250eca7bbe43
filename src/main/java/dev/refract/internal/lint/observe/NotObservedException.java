package dev.refract.internal.lint.observe;

/** Nothing, or nothing more, can be observed. The message says why. */
public final class NotObservedException extends Exception {
    public NotObservedException(String message) {
        super(message);
    }
}
