package dev.refract.report;

import dev.refract.internal.output.Causes;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that Refract throws for what can go wrong outside the program: files, databases, scripts. Its
 * message is safe to show and to store: it never holds a secret, and can't command a terminal.
 */
public class RefractException extends RuntimeException {

    private final transient @Nullable Code code;
    private final String what;
    private final String next;

    /**
     * @param code Prisma's code, or null where Prisma has none
     * @param what what happened; one sentence or several lines
     * @param next what to do about it, with the exact command where there is one
     * @param cause what lies behind it, or null
     */
    public RefractException(@Nullable Code code, String what, String next, @Nullable Throwable cause) {
        super(null, Causes.harmless(cause));
        this.code = code;
        this.what = Secrets.masked(Objects.requireNonNull(what));
        this.next = Secrets.masked(Objects.requireNonNull(next));
    }

    /**
     * As the other constructor, without a cause.
     *
     * @param code Prisma's code, or null where Prisma has none
     * @param what what happened
     * @param next what to do about it
     */
    public RefractException(@Nullable Code code, String what, String next) {
        this(code, what, next, null);
    }

    /** {@return Prisma's code; empty where Prisma has none} */
    public Optional<Code> code() {
        return Optional.ofNullable(code);
    }

    /** {@return what happened; control characters of files and servers are in it as they are} */
    public String what() {
        return what;
    }

    /** {@return what to do about it} */
    public String next() {
        return next;
    }

    /** {@return the code, what happened, and what to do about it, in paragraphs; control characters are escaped} */
    @Override
    public String getMessage() {
        return (code == null ? "" : code + "\n\n") + Controls.escaped(what + "\n\n" + next);
    }
}
