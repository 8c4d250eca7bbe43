package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.ExecutedTexts;
import dev.refract.internal.sql.Script;
import dev.refract.internal.sql.SqlStatement;
import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All rules. */
public final class Rules {

    private static final DataBatchScanRule BATCH_SCAN = new DataBatchScanRule();

    /** Where one says nothing because another has, that one is before it. */
    private static final List<Rule> ALL = List.of(
            new FailSyntaxRule(),
            new FailUnsupportedSyntaxRule(),
            new FailDependentsRule(),
            new FailIndexNeededRule(),
            new FailUnsafeStatementRule(),
            new FailSecondPrimaryKeyRule(),
            new FailAutoIncrementRule(),
            new FailDefinitionRule(),
            new FailNonconstantDefaultRule(),
            new FailUniqueColumnRule(),
            new FailReferencesDefaultRule(),
            new FailRequiredColumnRule(),
            new FailZeroDateRule(),
            new FailKeyColumnRule(),
            new FailIdentifierRule(),
            new FailDuplicatesRule(),
            new FailNullsRule(),
            new FailOrphansRule(),
            new RewriteEnumSwapRule(),
            new LossEnumValueRule(),
            new RewriteEnumRule(),
            new RewriteTypeRule(),
            new BreakTypeRule(),
            new FailCastRule(),
            new LossNarrowingRule(),
            new FailDataTruncatedRule(),
            new LockIndexRule(),
            new LockDropIndexRule(),
            new LockReindexRule(),
            new LockUniqueConstraintRule(),
            new LockPrimaryKeyRule(),
            new LockExclusionRule(),
            new LockForeignKeyRule(),
            new LockCheckRule(),
            new LockSetNotNullRule(),
            new TxValidateInSameTransactionRule(),
            new TxBackfillUnderLockRule(),
            new DataBackfillRule(),
            new DataUpdateAllRule(),
            new LossDeleteAllRule(),
            new LossTruncateRule(),
            new LockManyTablesRule(),
            new LockMatviewRule(),
            new LockPartitionRule(),
            new LockTableRule(),
            new LockTriggerRule(),
            new LockDomainRule(),
            new LockNoTimeoutRule(),
            new LockFulltextRule(),
            new LockExplicitAlgorithmRule(),
            new RewriteVolatileDefaultRule(),
            new RewriteGeneratedColumnRule(),
            new LossModifyAttributesRule(),
            new RewriteNotNullRule(),
            new RewritePrimaryKeyRule(),
            new RewriteCharsetRule(),
            new RewriteStorageRule(),
            new TxConcurrentlyRule(),
            new TxEnumValueUsedRule(),
            new TxNestingRule(),
            new TxPartialFailureRule(),
            new LossDropAndAddRule(),
            new LossRecreateColumnRule(),
            new LossDropColumnRule(),
            new LossDropTableRule(),
            new LossCascadeRule(),
            new LossSchemaRule(),
            new LossDatabaseRule(),
            new LossRedefineCascadeRule(),
            new LossRedefineObjectsRule(),
            new DataImplicitDefaultRule(),
            new DataUncheckedForeignKeyRule(),
            new BreakDropColumnRule(),
            new BreakDropTableRule(),
            new BreakRenameColumnRule(),
            new BreakRenameTableRule(),
            new BreakRenameEnumValueRule(),
            new BreakRequiredColumnRule(),
            new BreakSetNotNullRule(),
            new BreakNewConstraintRule(),
            new BreakUniqueRule(),
            new BreakDropDefaultRule(),
            new BreakDropNotNullRule(),
            new BreakDropPrimaryKeyRule(),
            new BreakDropUniqueRule(),
            new BreakEnumValueRule(),
            new BreakViewRule(),
            new BreakJsonEqualityRule(),
            new FailStatementRule(),
            new RewriteTableRule(),
            new LockScanRule(),
            BATCH_SCAN,
            new DataNotIdempotentRule());

    /** Of a text that is run. */
    private static final int SHOWN = 80;

    private Rules() {}

    public static List<Rule> all() {
        return ALL;
    }

    /**
     * Checks a script, and lets the catalog follow it.
     *
     * @param before what is there before its first statement, and after its last one when this returns
     */
    public static List<Finding> check(Server server, Script script, Catalog before) {
        Script executed = ExecutedTexts.in(script);
        List<Finding> found = run(server, executed, before);
        return executed == script
                ? found
                : found.stream()
                        .map(finding -> moved(finding, executed, script))
                        .toList();
    }

    /** To the statement that runs the text in which something was found, or to where it stands without the texts. */
    private static Finding moved(Finding finding, Script executed, Script script) {
        SqlStatement inner = finding.statement();
        SqlStatement statement = script.statements().get(inner.number() - 1);
        String sql = executed.sql(inner);
        if (sql.equals(script.sql(statement))) {
            int by = statement.code() - inner.code();
            return finding.at(
                    statement,
                    new Span(finding.span().start() + by, finding.span().end() + by),
                    finding.message());
        }
        String shown = sql.replaceAll("\\s+", " ").replaceFirst(";$", "");
        return finding.at(
                statement,
                script.change(statement).span(),
                "It runs " + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown) + ". "
                        + finding.message());
    }

    /** Of a table that a batch was planned to read as a whole. */
    public static Optional<Finding> scanned(Script script, SqlStatement statement, Catalog catalog, String table) {
        return BATCH_SCAN.of(script, statement, catalog, table);
    }

    private static List<Finding> run(Server server, Script script, Catalog before) {
        List<Change> changes = script.statements().stream().map(script::change).toList();
        List<Finding> found = new ArrayList<>();
        for (SqlStatement statement : script.statements()) {
            Step step = new Step(server, script, before, statement, changes, found);
            ALL.forEach(rule -> rule.check(step));
            before.touch(step.change);
            before.apply(step.change, true);
        }
        return found;
    }
}
