package dev.refract.internal.migrate.run;

import dev.refract.internal.history.History;
import dev.refract.internal.history.Migration;
import dev.refract.internal.ledger.LedgerRow;
import dev.refract.internal.sql.Dialect;
import dev.refract.internal.sql.OwnTransaction;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.DeployOptions;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failed migration to resume.
 *
 * @param statement the number of the statement to begin with, from 1
 * @param asked whether the user named it; otherwise it is the one that failed
 */
public record Resumption(LedgerRow row, int statement, boolean asked) {

    /**
     * As the logs have it: {@code (statement 3 of 5)} after a failure, {@code Statement 3 of 5 was running} after a
     * crash.
     */
    private static final Pattern STATEMENT = Pattern.compile("[Ss]tatements? (\\d+)(?: to \\d+)? of \\d+");

    /**
     * The one failed migration; empty where none failed.
     *
     * @throws RefractException where there are several, where its script is not what it was, or where nothing says
     *     which statement failed
     */
    public static Optional<Resumption> of(List<LedgerRow> rows, History history, DeployOptions.Resume resume) {
        List<LedgerRow> failed = rows.stream().filter(LedgerRow::failed).toList();
        if (failed.isEmpty()) {
            if (resume.at().isPresent()) {
                throw new RefractException(
                        null, "No migration has failed: there is nothing to resume.", "Leave out --resume-at.");
            }
            return Optional.empty();
        }
        if (failed.size() > 1) {
            throw new RefractException(
                    Code.P3009,
                    "Several migrations have failed: "
                            + String.join(
                                    ", ",
                                    failed.stream().map(LedgerRow::migration).toList()) + ".",
                    "Only one can be resumed. Resolve the others first: refract migrate resolve --rolled-back "
                            + "NAME, or --applied NAME");
        }
        LedgerRow row = failed.get(0);
        if (Bookkeeping.RollingBack.isUnderWay(row)) {
            throw new RefractException(
                    null,
                    "The roll-back of `" + row.migration()
                            + "` did not come to its end; there is no deploy of it to resume.",
                    "Resume the roll-back: refract migrate down --failed");
        }
        requireUnchanged(row, history);
        return Optional.of(
                new Resumption(row, statement(row, resume.at()), resume.at().isPresent()));
    }

    /** Whether a failed row tells where its migration can be resumed. */
    public static boolean isPossible(LedgerRow row) {
        return row.failed()
                && !Bookkeeping.RollingBack.isUnderWay(row)
                && row.logs()
                        .filter(logs -> STATEMENT.matcher(logs).find() && !logs.contains(Direction.UP.nothingRemains()))
                        .isPresent();
    }

    private static void requireUnchanged(LedgerRow row, History history) {
        Migration migration = history.find(row.migration())
                .orElseThrow(() -> new RefractException(
                        Code.P3017,
                        "There is no migration `" + row.migration() + "` in " + history.location() + ".",
                        "Put its folder back as it was when it failed."));
        if (!dev.refract.internal.history.Checksum.matches(row.checksum(), migration.script())) {
            throw new RefractException(
                    null,
                    migration.path(Migration.UP)
                            + " is not the script that failed: its checksum differs from the ledger's.",
                    "Put the script back as it was, or "
                            + Advice.afterHalfWay(row.migration())
                                    .substring(0, 1)
                                    .toLowerCase(java.util.Locale.ROOT)
                            + Advice.afterHalfWay(row.migration()).substring(1));
        }
    }

    private static int statement(LedgerRow row, OptionalInt at) {
        if (at.isPresent()) {
            return at.getAsInt();
        }
        Matcher matcher = STATEMENT.matcher(row.logs().orElse(""));
        if (!matcher.find()) {
            throw new RefractException(
                    null,
                    "The ledger does not say which statement of `" + row.migration() + "` failed.",
                    "Say at which one to resume, counted from 1: refract migrate deploy --resume-at NUMBER");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** The plan with this migration beginning at its statement. */
    public Plan in(Plan plan, Dialect dialect) {
        List<Plan.Step> steps = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            boolean mine = step.migration().name().equals(row.migration());
            if (mine && step.execution().atomic()) {
                throw new RefractException(
                        null,
                        "`" + row.migration()
                                + "` runs in one transaction: nothing of it is applied, so there is nothing to "
                                + "resume.",
                        Advice.afterFailure(row.migration()));
            }
            if (mine && statement > step.statements() + 1 || statement < 1) {
                throw new RefractException(
                        null,
                        "`" + row.migration() + "` has " + step.statements() + " statements.",
                        "Give a number from 1 to " + (step.statements() + 1)
                                + "; the last one only records the migration as applied.");
            }
            steps.add(
                    mine
                            ? step.resumed(
                                    row,
                                    asked
                                            ? statement
                                            : beginning(step.load(dialect).script()))
                            : step);
        }
        return new Plan(steps);
    }

    /**
     * The statement that failed, or the first of the script's own transaction that it was in, since that was rolled
     * back.
     */
    private int beginning(Script script) {
        Optional<OwnTransaction> own =
                statement > script.statements().size() ? Optional.empty() : script.ownTransaction(statement);
        own.filter(transaction -> !transaction.certain()).ifPresent(transaction -> {
            throw new RefractException(
                    null,
                    "Statement " + statement + " of `" + row.migration()
                            + "` failed in a transaction that the script begins at statement " + transaction.first()
                            + ". What of it was committed before can't be known from the script.",
                    "Look at the database, and say where to resume, counted from 1: refract migrate deploy "
                            + "--resume-at NUMBER");
        });
        return own.map(OwnTransaction::first).orElse(statement);
    }
}
