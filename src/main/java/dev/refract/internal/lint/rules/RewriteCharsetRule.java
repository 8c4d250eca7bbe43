package dev.refract.internal.lint.rules;

import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;

/** a table or column in another character set (MySQL, MariaDB) */
final class RewriteCharsetRule extends Rule {

    RewriteCharsetRule() {
        super(
                "rewrite-charset",
                Severity.ERROR,
                "a table or column in another character set (MySQL, MariaDB)",
                "The table is copied, and nobody writes it meanwhile.");
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.ConvertCharset> one : step.altered(AlterAction.ConvertCharset.class)) {
            step.report(
                    this,
                    Types.ofCopy(step.server),
                    one.action().span(),
                    List.of(one.table().name()),
                    one.table().name() + " is copied.");
        }
    }
}
