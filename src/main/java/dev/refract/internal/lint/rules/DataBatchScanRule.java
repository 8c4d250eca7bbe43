package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.Lexer;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.migrate.LintFinding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** a table without an index for it that each batch of a data migration reads as a whole */
final class DataBatchScanRule extends Rule {

    DataBatchScanRule() {
        super(
                "data-batch-scan",
                Severity.INFO,
                "a table without an index for it that each batch of a data migration reads as a whole",
                "The range of keys makes a batch short; what it reads besides takes as long for each, however small it is.");
    }

    @Override
    public boolean isOfBatches() {
        return true;
    }

    @Override
    void check(Step step) {
        // found where the server is asked for its plan, and by no text
    }

    /** Of a table that the plan reads as a whole; empty where an index might serve, and the server does without. */
    Optional<Finding> of(Script script, SqlStatement statement, Catalog catalog, String table) {
        Optional<KnownTable> known = catalog.find(table);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Set<String> asked = asked(script, statement);
        boolean served = known.get().columns().stream()
                .map(KnownColumn::name)
                .filter(column -> asked.contains(column.toLowerCase(Locale.ROOT)))
                .anyMatch(column -> known.get().isIndexed(List.of(column)));
        return served
                ? Optional.empty()
                : Optional.of(new Finding(
                        this,
                        severity(),
                        statement,
                        script.change(statement).span(),
                        Optional.empty(),
                        List.of(table),
                        "Each batch reads all of " + table
                                + ": it has no index that begins with a column by which the statement asks for its rows.",
                        List.of(),
                        true,
                        false,
                        Optional.empty(),
                        true));
    }

    /** The names in conditions, and those that an IN compares with. */
    private static Set<String> asked(Script script, SqlStatement statement) {
        Set<String> asked = new HashSet<>();
        boolean inside = false;
        String before = "";
        Lexer lexer = script.tokens(statement);
        while (lexer.next()) {
            if (lexer.isAny("WHERE", "ON")) {
                inside = true;
            } else if (lexer.isAny("SET", "FROM") || lexer.is("SELECT") && !before.endsWith("in (")) {
                inside = false;
            } else if (inside && lexer.isName()) {
                asked.add(lexer.name().toLowerCase(Locale.ROOT));
            }
            before = lexer.is('(') && before.endsWith("in") ? "in (" : lexer.is("IN") ? "in" : "";
        }
        return asked;
    }
}
