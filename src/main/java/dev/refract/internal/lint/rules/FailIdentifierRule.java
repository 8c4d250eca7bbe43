package dev.refract.internal.lint.rules;

import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.statement.Identifier;
import dev.refract.internal.sql.statement.IndexChange;
import dev.refract.internal.sql.statement.TableChange;
import dev.refract.migrate.LintFinding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** a name that is longer than the server keeps */
final class FailIdentifierRule extends Rule {

    FailIdentifierRule() {
        super(
                "fail-identifier",
                Severity.INFO,
                "a name that is longer than the server keeps",
                "The server cuts it off, or refuses it.");
    }

    @Override
    String whyOnPostgres() {
        return "It is cut off at 63 bytes without an error, and is the same as another that begins like it.";
    }

    @Override
    String whyOnMysql(Server server) {
        return "The server refuses more than 64 characters (1059), and nothing after it runs.";
    }

    @Override
    void check(Step step) {
        List<Identifier> names = new ArrayList<>();
        if (step.change instanceof TableChange.CreateTable create) {
            names.add(create.table().identifier());
            create.definition().columns().forEach(column -> names.add(column.name()));
            create.definition()
                    .allConstraints()
                    .forEach(constraint -> constraint.name().ifPresent(names::add));
        } else if (step.change instanceof IndexChange.CreateIndex create) {
            create.index().name().ifPresent(name -> names.add(name.identifier()));
        }
        for (Identifier name : names) {
            boolean tooLong = step.server.isPostgres()
                    ? name.name().getBytes(StandardCharsets.UTF_8).length > 63
                    : step.server.isMysql() && name.name().length() > 64;
            if (tooLong) {
                step.report(
                        this,
                        step.server.isMysql() ? Severity.ERROR : severity(),
                        name.span(),
                        List.of(),
                        "The name " + name + " is too long.");
            }
        }
    }
}
