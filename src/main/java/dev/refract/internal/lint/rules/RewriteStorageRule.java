package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Maintenance;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.List;

/** a table stored otherwise */
final class RewriteStorageRule extends Rule {

    RewriteStorageRule() {
        super("rewrite-storage", Severity.WARNING, "a table stored otherwise", "Each row is written again.");
    }

    @Override
    void check(Step step) {
        List<KnownTable> tables = new ArrayList<>();
        if (step.change instanceof TableChange.AlterTable alter) {
            boolean stored = alter.actions().stream().anyMatch(RewriteStorageRule::stores);
            step.existing(alter.table()).filter(table -> stored).ifPresent(tables::add);
        } else if (step.change instanceof Maintenance work && rewrites(work)) {
            work.tables().forEach(name -> step.existing(name).ifPresent(tables::add));
        }
        tables.forEach(table -> step.report(
                this,
                step.server.isPostgres() ? Severity.ERROR : severity(),
                step.change.span(),
                List.of(table.name()),
                table.name() + " is rewritten."));
    }

    private static boolean stores(AlterAction action) {
        return action instanceof AlterAction.SetLogged
                || action instanceof AlterAction.SetTablespace
                || action instanceof AlterAction.SetAccessMethod
                || action instanceof AlterAction.Force
                || action instanceof AlterAction.TableOption option
                        && (option.option().is("ENGINE") || option.option().is("ROW_FORMAT"));
    }

    private static boolean rewrites(Maintenance work) {
        return work.verb() == Maintenance.Verb.CLUSTER
                || work.verb() == Maintenance.Verb.OPTIMIZE
                || work.verb() == Maintenance.Verb.VACUUM && work.options().contains("FULL");
    }
}
