package dev.refract.report;

import dev.refract.internal.output.Causes;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that Refract throws for what can go wrong outside the program: files, databases, scripts. Its
 * message is safe to show and to store: it never holds a secret, and can't command a terminal.
 */
public class RefractException extends RuntimeException {

    /** Of causes within causes. */
    private static final int DEEPEST = 50;

    private final transient @Nullable Code code;
    private final String what;
    private final String next;
    private final transient @Nullable ScriptPlace place;

    /**
     * @param code Prisma's code, or null where Prisma has none
     * @param what what happened; one sentence or several lines
     * @param next what to do about it, with the exact command where there is one
     * @param cause what lies behind it, or null
     */
    public RefractException(@Nullable Code code, String what, String next, @Nullable Throwable cause) {
        this(code, what, next, cause, null);
    }

    /**
     * Of a script.
     *
     * @param code Prisma's code, or null where Prisma has none
     * @param what what happened; one sentence or several lines
     * @param next what to do about it, with the exact command where there is one
     * @param cause what lies behind it, or null
     * @param place where in the script it was, or null
     */
    public RefractException(
            @Nullable Code code, String what, String next, @Nullable Throwable cause, @Nullable ScriptPlace place) {
        super(null, Causes.harmless(cause));
        this.code = code;
        this.place = place;
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

    /** {@return where in a script it was; empty where it was in none} */
    public Optional<ScriptPlace> place() {
        return Optional.ofNullable(place);
    }

    /** {@return the SQLSTATE that the server or the driver gave; empty without one, as on SQLite} */
    public Optional<String> sqlState() {
        Throwable cause = getCause();
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return Optional.of(sql.getSQLState());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** {@return the code, what happened, and what to do about it, in paragraphs; control characters are escaped} */
    @Override
    public String getMessage() {
        return (code == null ? "" : code + "\n\n") + Controls.escaped(what + "\n\n" + next);
    }
}
