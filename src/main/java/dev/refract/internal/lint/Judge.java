package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.lint.rules.Question;
import dev.refract.internal.migrate.run.Route;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintOptions;
import java.util.Optional;

/** How bad a finding is for the tables that are there. */
final class Judge {

    /**
     * A finding that is still one.
     *
     * @param rows how many its table has, where that is known
     */
    record Judged(Severity severity, String message, Optional<Long> rows) {}

    private final LintOptions options;
    private final Facts facts;

    Judge(LintOptions options, Facts facts) {
        this.options = options;
        this.facts = facts;
    }

    /**
     * @param applied whether the database has the migration already, so that its rows are those after it
     * @param route how a deploy would run the statement, where that is known
     */
    Optional<Judged> judge(Finding finding, boolean applied, Optional<Route> route) {
        Optional<TableSize> size = finding.tables().stream()
                .findFirst()
                .flatMap(table -> facts.size(finding.schema(), table))
                .filter(its -> its.rows().isPresent());
        Optional<Long> rows = size.flatMap(TableSize::rows);
        boolean asBefore = finding.asBefore() && !applied;
        if (asBefore
                && finding.rule().isOfRows()
                && rows.filter(count -> count == 0).isPresent()) {
            return Optional.empty();
        }
        Optional<Long> found = finding.question()
                .filter(question -> asBefore && isCheap(finding, question, rows))
                .flatMap(question -> facts.count(finding.schema(), question));
        if (found.isPresent()) {
            return answered(finding.question().orElseThrow(), found.get(), rows);
        }
        String words =
                size.map(its -> " " + its.table() + " has " + its.words() + ".").orElse("");
        if (!finding.rule().isOfSize()) {
            return Optional.of(new Judged(finding.severity(), finding.message(), rows));
        }
        if (facts instanceof SizesFile && size.isEmpty() && !finding.tables().isEmpty()) {
            words = " The sizes don't say how large " + finding.tables().get(0) + " is, so it counts as large.";
        }
        Optional<String> online = route.filter(its -> !finding.rule().id().equals("lock-many-tables"))
                .flatMap(Judge::online);
        Severity severity = bySize(finding.severity(), rows);
        return Optional.of(new Judged(
                online.isPresent() ? lesser(severity) : severity, finding.message() + words + online.orElse(""), rows));
    }

    /** What a deploy does in the statement's place; empty where it is sent as it is written. */
    private static Optional<String> online(Route route) {
        return !route.steps().isEmpty()
                ? Optional.of(" Refract's deploy runs it in steps that block nobody for long.")
                : route.command()
                        .map(tool ->
                                " Refract's deploy gives it to pt-online-schema-change, which blocks nobody for long.");
    }

    private static Severity lesser(Severity severity) {
        return severity == Severity.ERROR ? Severity.WARNING : Severity.INFO;
    }

    private Severity bySize(Severity severity, Optional<Long> rows) {
        boolean large = rows.map(count -> count > options.largeTable()).orElse(facts instanceof SizesFile);
        if (rows.filter(count -> count < options.smallTable()).isPresent()) {
            return Severity.INFO;
        }
        return large && severity == Severity.WARNING ? Severity.ERROR : severity;
    }

    private boolean isCheap(Finding finding, Question question, Optional<Long> rows) {
        return question.columns().isEmpty()
                || rows.filter(count -> count <= options.largeTable()).isPresent()
                || finding.indexed();
    }

    private static Optional<Judged> answered(Question question, long found, Optional<Long> rows) {
        if (found == 0) {
            return question.none().map(message -> new Judged(Severity.INFO, message, rows));
        }
        String count = found > Facts.COUNTED ? "More than " + TableSize.number(Facts.COUNTED) : TableSize.number(found);
        return Optional.of(new Judged(
                question.some(),
                count + " " + question.noun() + (found == 1 ? " " : "s ") + question.found() + ".",
                rows));
    }
}
