package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.KnownColumn;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.DataType;
import dev.refract.migrate.LintFinding.Severity;
import java.util.List;
import java.util.Optional;

/** an enum whose values are removed or change places (MySQL, MariaDB) */
final class RewriteEnumRule extends Rule {

    RewriteEnumRule() {
        super(
                "rewrite-enum",
                Severity.ERROR,
                "an enum whose values are removed or change places (MySQL, MariaDB)",
                "The table is copied, and nobody writes it meanwhile.");
    }

    @Override
    String whyOnMysql(Server server) {
        return Types.whyCopied("The table is copied", server);
    }

    @Override
    void check(Step step) {
        if (!(step.server.isMysql())) {
            return;
        }
        for (Step.Redefined one : step.redefined()) {
            Optional<DataType> to = one.now().type().filter(DataType::isEnumeration);
            Optional<DataType> from =
                    one.table().column(one.old()).flatMap(KnownColumn::type).filter(DataType::isEnumeration);
            if (to.isEmpty() || from.isEmpty()) {
                continue;
            }
            List<String> old = from.get().arguments();
            List<String> now = to.get().arguments();
            if (now.size() < old.size() || !now.subList(0, old.size()).equals(old)) {
                step.report(
                        this,
                        Types.ofCopy(step.server, one.table()),
                        one.span(),
                        List.of(one.table().name()),
                        one.table().name() + " is copied: a value that is not put at the end moves the others.");
            }
        }
    }
}
