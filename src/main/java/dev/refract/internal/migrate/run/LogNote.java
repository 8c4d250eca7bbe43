package dev.refract.internal.migrate.run;

import dev.refract.internal.database.Execution;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failed row's logs say about how far its script came.
 *
 * @param first the statement that it is about, or the first of several that went to the server together
 * @param last the last of them
 * @param steps the marks of its steps that are committed, where it runs in steps
 * @param begun the mark of the step that was begun outside of a transaction; empty for none
 */
public record LogNote(State state, int first, int last, Set<String> steps, Optional<String> begun) {

    public LogNote {
        steps = Set.copyOf(steps);
    }

    /** What is known of the statement. */
    public enum State {
        /** The database refused it, or it was cancelled. */
        FAILED,
        /** It was about to run; whether it did is not known. */
        RUNNING,
        /** It is committed, and nothing after it has changed anything. */
        COMMITTED
    }

    private static final String NUMBERS = "tatements? (\\d+)(?: to (\\d+))? of \\d+";

    private static final Pattern RUNNING = Pattern.compile("^S" + NUMBERS + " was running");
    private static final Pattern COMMITTED = Pattern.compile("^S" + NUMBERS + " committed");

    private static final Pattern STEPS =
            Pattern.compile("Steps of it that are committed: \\d+ of \\d+ \\[([0-9a-f ]*)](?:, begun: ([0-9a-f]+))?");

    /** As the text of a failure has it: {@code (statement 3 of 5)}. */
    private static final Pattern ANY = Pattern.compile("[Ss]" + NUMBERS);

    /** What the logs say while a step runs; a crash leaves it there. */
    static String running(Execution.Step part, int statements, String place) {
        return numbers(part, statements) + " was running (" + place
                + "); no outcome was recorded: the process that ran it ended, or runs still.";
    }

    /** What the logs say in the transaction of a step that is recorded with it. */
    static String committed(Execution.Step part, int statements) {
        return numbers(part, statements) + " committed, and with it all before; no more was recorded: the process "
                + "that ran it ended, or runs still.";
    }

    /** What a note or a failure says of a statement's steps: their marks tell which they are. */
    static String steps(Collection<String> committed, Optional<String> begun, int steps) {
        return "Steps of it that are committed: " + committed.size() + " of " + steps + " ["
                + String.join(" ", committed) + "]"
                + begun.map(mark -> ", begun: " + mark).orElse("") + ".";
    }

    /** Whether a failure's hint tells of steps that have changed something. */
    static boolean tellsOfSteps(String hint) {
        return STEPS.matcher(hint).find();
    }

    private static String numbers(Execution.Step part, int statements) {
        return numbers(part.first(), part.last()) + " of " + statements;
    }

    private static String numbers(int first, int last) {
        return first == last ? "Statement " + first : "Statements " + first + " to " + last;
    }

    /** What it is about, as the beginning of a sentence: {@code Statement 3}, {@code Statements 3 to 4}. */
    String subject() {
        return numbers(first, last);
    }

    /** Empty where the logs name no statement. */
    static Optional<LogNote> read(String logs) {
        return read(COMMITTED, State.COMMITTED, logs)
                .or(() -> read(RUNNING, State.RUNNING, logs))
                .or(() -> read(ANY, State.FAILED, logs));
    }

    private static Optional<LogNote> read(Pattern pattern, State state, String logs) {
        Matcher matcher = pattern.matcher(logs);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        Matcher steps = STEPS.matcher(logs);
        boolean inSteps = steps.find();
        return Optional.of(new LogNote(
                state,
                first,
                last,
                inSteps && !steps.group(1).isEmpty() ? Set.of(steps.group(1).split(" ")) : Set.of(),
                inSteps ? Optional.ofNullable(steps.group(2)) : Optional.empty()));
    }
}
