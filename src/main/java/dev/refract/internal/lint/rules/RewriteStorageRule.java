package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownTable;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.Maintenance;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** a table stored otherwise */
final class RewriteStorageRule extends Rule {

    private static final Set<AlterAction.Partitioning.Verb> MOVES = EnumSet.of(
            AlterAction.Partitioning.Verb.PARTITION_BY,
            AlterAction.Partitioning.Verb.REMOVE,
            AlterAction.Partitioning.Verb.COALESCE,
            AlterAction.Partitioning.Verb.REORGANIZE,
            AlterAction.Partitioning.Verb.REBUILD,
            AlterAction.Partitioning.Verb.OPTIMIZE);

    RewriteStorageRule() {
        super("rewrite-storage", Severity.WARNING, "a table stored otherwise", "Each row is written again.");
    }

    @Override
    String whyOnPostgres() {
        return "Each row is written again, and nobody reads or writes the table meanwhile.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "Each row is written again: in place while programs use the table, or into a copy that nobody writes meanwhile "
                + "where the engine, the order or the partitions are others; replicas lag behind.";
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
                severity(step, table),
                step.change.span(),
                List.of(table.name()),
                table.name() + " is rewritten."));
    }

    /** Where rows change places, a copy is made, or nobody writes meanwhile. */
    private Severity severity(Step step, KnownTable table) {
        if (step.server.isPostgres()) {
            return Severity.ERROR;
        }
        List<AlterAction> moving = step.change instanceof TableChange.AlterTable alter
                ? alter.actions().stream().filter(RewriteStorageRule::moves).toList()
                : List.of();
        return moving.isEmpty()
                ? severity()
                : moving.stream().allMatch(RewriteStorageRule::copies)
                        ? Types.ofCopy(step.server, table)
                        : Severity.ERROR;
    }

    private static boolean copies(AlterAction action) {
        return action instanceof AlterAction.OrderBy
                || action instanceof AlterAction.Partitioning partitions
                        && (partitions.verb() == AlterAction.Partitioning.Verb.PARTITION_BY
                                || partitions.verb() == AlterAction.Partitioning.Verb.REMOVE);
    }

    private static boolean moves(AlterAction action) {
        return action instanceof AlterAction.OrderBy
                || action instanceof AlterAction.Partitioning partitions && MOVES.contains(partitions.verb());
    }

    private static boolean stores(AlterAction action) {
        return moves(action)
                || action instanceof AlterAction.SetLogged
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
