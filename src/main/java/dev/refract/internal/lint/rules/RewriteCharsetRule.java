package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.AlterAction;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

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
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied", server);
    }

    @Override
    void check(Step step) {
        for (Step.Altered<AlterAction.ConvertCharset> one : step.altered(AlterAction.ConvertCharset.class)) {
            step.report(
                    this,
                    Types.ofCopy(step.server, one.table()),
                    one.action().span(),
                    List.of(one.table().name()),
                    one.table().name() + " is copied.");
        }
        for (Step.Redefined one : step.redefined()) {
            collation(step, one);
            Optional<String> from = one.table()
                    .column(one.old())
                    .flatMap(KnownColumn::type)
                    .filter(Types::isText)
                    .flatMap(type -> type.charset().or(one.table()::charset));
            Optional<String> to = one.now().type().filter(Types::isText).flatMap(type -> type.charset()
                    .or(one.table()::charset));
            boolean other = from.isPresent() && to.isPresent() && !from.get().equalsIgnoreCase(to.get());
            if (other && !step.alreadyFound("rewrite-type")) {
                step.report(
                        this,
                        Types.ofCopy(step.server, one.table()),
                        one.span(),
                        List.of(one.table().name()),
                        one.table().name() + " is copied: " + one.old() + " changes from " + from.get() + " to "
                                + to.get() + ".");
            }
        }
    }

    /** MySQL copies the table where an index has the column; MariaDB builds that index anew. */
    private void collation(Step step, Step.Redefined one) {
        Optional<String> from =
                one.table().column(one.old()).flatMap(KnownColumn::type).flatMap(DataType::collation);
        Optional<String> to = one.now().type().flatMap(DataType::collation);
        boolean indexed = one.table().indexes().stream().anyMatch(index -> index.has(one.old()));
        if (!step.server.isMariadb()
                && indexed
                && from.isPresent()
                && to.isPresent()
                && !from.get().equalsIgnoreCase(to.get())
                && isOfOneCharset(from.get(), to.get())
                && !step.alreadyFound("rewrite-type")) {
            step.report(
                    this,
                    Types.ofCopy(step.server, one.table()),
                    one.span(),
                    List.of(one.table().name()),
                    one.table().name() + " is copied: " + one.old() + ", which is indexed, changes from " + from.get()
                            + " to " + to.get() + ".");
        }
    }

    /** Another character set is told as that. */
    private static boolean isOfOneCharset(String collation, String other) {
        return collation.split("_", 2)[0].equalsIgnoreCase(other.split("_", 2)[0]);
    }
}
