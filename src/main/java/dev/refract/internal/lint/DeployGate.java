package dev.refract.internal.lint;

import dev.refract.internal.database.Database;
import dev.refract.internal.history.Migration;
import dev.refract.internal.migrate.Gate;
import dev.refract.internal.migrate.Target;
import dev.refract.internal.migrate.run.Plan;
import dev.refract.migrate.LintFinding;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintMode;
import dev.refract.migrate.LintResult;
import dev.refract.report.Event;
import dev.refract.report.RefractException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lint before a deploy. */
public final class DeployGate implements Gate {

    private static final int MOST = 10;

    private final Target target;
    private final LintSettings settings;
    private final boolean refuses;

    private DeployGate(Target target, LintSettings settings, boolean refuses) {
        this.target = target;
        this.settings = settings;
        this.refuses = refuses;
    }

    /** @param mode what the caller says; empty for what refract.toml says */
    public static Gate of(Target target, LintSettings settings, Optional<LintMode> mode) {
        LintMode wanted = mode.orElse(settings.deploy());
        return wanted == LintMode.OFF ? Gate.OPEN : new DeployGate(target, settings, wanted == LintMode.REFUSE);
    }

    @Override
    public boolean refuses() {
        return refuses;
    }

    @Override
    public void check(List<Migration> pending, Plan.Routes routes, Optional<Database> database) {
        if (pending.isEmpty()) {
            return;
        }
        LintResult result = Lint.ofPending(
                target, settings, pending.stream().map(Migration::name).collect(Collectors.toSet()), routes, database);
        result.findings().forEach(finding -> target.listener().on(event(finding)));
        if (!result.unread().isEmpty()) {
            target.listener()
                    .on(new Event.Warning("Lint did not understand, and did not judge: "
                            + result.unread().stream().limit(MOST).collect(Collectors.joining(", "))
                            + (result.unread().size() > MOST ? ", …" : "")));
        }
        long errors = result.count(Severity.ERROR);
        if (refuses && errors > 0) {
            throw new RefractException(
                    null,
                    "Lint says that the pending migrations would do harm, and nothing was changed:\n"
                            + result.findings().stream()
                                    .limit(Math.min(MOST, errors))
                                    .map(finding -> finding.file() + ":" + finding.line() + ":" + finding.column() + " "
                                            + finding.rule() + ": " + finding.message())
                                    .collect(Collectors.joining("\n"))
                            + (errors > MOST ? "\nand " + (errors - MOST) + " more" : ""),
                    "What to write instead:\n    refract migrate lint\nTo apply them as they are, say why in a comment "
                            + "before the statement, -- refract-lint-ignore RULE: reason, or:\n    refract migrate "
                            + "deploy --lint warn");
        }
    }

    private static Event event(LintFinding finding) {
        return new Event.LintFound(
                finding.migration(),
                finding.rule(),
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.file(),
                finding.line(),
                finding.column(),
                finding.message(),
                finding.meaning(),
                finding.safe());
    }
}
