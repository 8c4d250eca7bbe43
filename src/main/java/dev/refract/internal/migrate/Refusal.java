package dev.refract.internal.migrate;

import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.Place;
import dev.refract.internal.sql.Script;
import dev.refract.report.RefractException;
import dev.refract.report.ScriptPlace;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Ends a plan that has statements which can run in no way, before anything of it runs. */
final class Refusal {

    private Refusal() {}

    static void check(Plan plan, Dialect dialect) {
        StringBuilder what = new StringBuilder();
        Set<String> next = new LinkedHashSet<>();
        ScriptPlace first = null;
        for (Plan.Step step : plan.steps()) {
            for (int number = step.first(); number <= step.routes().size(); number++) {
                Optional<Route.Refused> refused = step.routes().get(number - 1).refusal();
                if (refused.isPresent()) {
                    Script script = step.load(dialect).script();
                    Place place =
                            script.place(script.statements().get(number - 1).code());
                    int line = place.line();
                    first = first != null
                            ? first
                            : new ScriptPlace(
                                    Optional.of(step.migration().name()),
                                    step.migration().path(step.file()),
                                    Optional.of(line),
                                    Optional.of(place.column()),
                                    Optional.of(number));
                    what.append("\n\n")
                            .append(step.migration().path(step.file()))
                            .append(':')
                            .append(line)
                            .append(" (statement ")
                            .append(number)
                            .append(" of ")
                            .append(step.statements())
                            .append("): ")
                            .append(refused.get().reason())
                            .append('.');
                    next.addAll(refused.get().waysOut());
                }
            }
        }
        if (!what.isEmpty()) {
            throw new RefractException(
                    null,
                    "The plan has a statement that can't run." + what + "\n\nNothing was run.",
                    String.join("\n", next),
                    null,
                    first);
        }
    }
}
