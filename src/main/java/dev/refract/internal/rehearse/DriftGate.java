package dev.refract.internal.rehearse;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.Gate;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Counted;
import dev.refract.migrate.DriftMode;
import dev.refract.migrate.DriftOptions;
import dev.refract.migrate.DriftResult;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for drift before a deploy. */
public final class DriftGate implements Gate {

    private static final int MOST = 10;

    private final Target target;
    private final Optional<DatabaseUrl> shadow;
    private final DriftOptions options;
    private final DriftMode mode;

    private DriftGate(Target target, Optional<DatabaseUrl> shadow, DriftOptions options, DriftMode mode) {
        this.target = target;
        this.shadow = shadow;
        this.options = options;
        this.mode = mode;
    }

    /** @param mode what the caller says; empty for what refract.toml says */
    public static Gate of(
            Target target,
            Optional<DatabaseUrl> shadow,
            DriftSettings settings,
            DriftOptions options,
            Optional<DriftMode> mode) {
        DriftMode wanted = mode.orElse(settings.deploy());
        return wanted == DriftMode.OFF ? OPEN : new DriftGate(target, shadow, settings.with(options), wanted);
    }

    @Override
    public boolean refuses() {
        return mode == DriftMode.REFUSE;
    }

    @Override
    public void check(List<Migration> pending, Plan.Routes routes, Optional<Database> database) {
        if (database.isEmpty() || !database.get().contents().ledger()) {
            return; // nothing is applied that the database could differ from
        }
        DriftResult result = new Drift(target, shadow, options).result(database.get());
        if (!result.hasDrift()) {
            return;
        }
        String what = "The database differs from what its applied migrations make, in "
                + Counted.of(result.differences().size(), "object") + ":\n"
                + result.differences().stream()
                        .limit(MOST)
                        .map(one -> "    " + one.type().name().toLowerCase(Locale.ROOT) + ": "
                                + Controls.escapedLine(one.object()))
                        .collect(Collectors.joining("\n"))
                + (result.differences().size() > MOST ? "\n    …" : "");
        if (mode == DriftMode.REFUSE) {
            throw new RefractException(
                    null,
                    what + "\nNothing was changed.",
                    "What differs, with both definitions: refract migrate drift\nThe statements that lead back: "
                            + "refract migrate drift --sql\nTo deploy all the same: refract migrate deploy --drift "
                            + "warn");
        }
        target.listener().on(new Event.Warning(what));
    }
}
