package dev.refract.internal.database;

import dev.refract.internal.sql.Script;
import java.util.ArrayList;
import java.util.List;

/**
 * How a script will run.
 *
 * @param atomic whether it runs in one transaction, together with its ledger row
 * @param steps what goes to the server together, in order; statements of a step are numbered as in the script
 * @param reason why it is so, for a person
 * @param warnings what a person should know before it runs
 */
public record Execution(boolean atomic, List<Step> steps, String reason, List<Warning> warnings) {

    /** The statements {@code first} to {@code last}, numbered from 1, that go to the server together. */
    public record Step(int first, int last) {}

    /** Something about a script that does other than it seems to, and the line that it is about. */
    public record Warning(int line, String text) {}

    public Execution {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    Execution(boolean atomic, List<Step> steps, String reason) {
        this(atomic, steps, reason, List.of());
    }

    /** The same, with a warning more for each line that is skipped. */
    Execution withSkippedOf(Script script) {
        List<Warning> all = new ArrayList<>(warnings);
        for (int offset : script.skipped()) {
            all.add(new Warning(script.place(offset).line(), "a line for psql, which pg_dump writes, is skipped."));
        }
        return new Execution(atomic, steps, reason, all);
    }

    /** The same statements one by one instead of in one transaction. */
    public Execution split(String why) {
        List<Step> each = new ArrayList<>();
        int last = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).last();
        for (int number = 1; number <= last; number++) {
            each.add(new Step(number, number));
        }
        return new Execution(false, each, why, warnings);
    }

    static Execution atomic(Script script, String reason) {
        int statements = script.statements().size();
        return new Execution(true, statements == 0 ? List.of() : List.of(new Step(1, statements)), reason);
    }

    static Execution stepwise(Script script, String reason) {
        List<Step> steps = new ArrayList<>();
        for (int number = 1; number <= script.statements().size(); number++) {
            steps.add(new Step(number, number));
        }
        return new Execution(false, steps, reason);
    }
}
