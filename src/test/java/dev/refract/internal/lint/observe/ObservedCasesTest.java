package dev.refract.internal.lint.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.Finding;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.testing.OnEveryDatabase;
import dev.refract.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cases of RulesTest for the server that is there, with their statements observed on it. What a rule says by the
 * text of locks and rewrites is what the server is seen to do, and it does nothing of that which no rule says.
 */
class ObservedCasesTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/refract/internal/lint/rules");

    private record Case(String server, String context, String sql, Set<String> rules) {}

    @OnEveryDatabase
    void theServerDoesWhatTheRulesSay(TestDatabase database) throws Exception {
        DatabaseUrl url = DatabaseUrl.parse(database.url(), Path.of("."));
        List<String> different = new ArrayList<>();
        int checked = 0;
        int observed = 0;
        for (Case one : cases()) {
            Server server = Server.of(one.server());
            if (server.dialect() != url.dialect()) {
                continue;
            }
            try (Bench bench = Bench.open(url, Optional.empty())) {
                if (!bench.server().isLike(server)) {
                    continue;
                }
                Catalog catalog = new Catalog();
                if (!one.context().equals("empty")) {
                    Script before = Script.parse(
                            server.dialect(), Files.readString(FOLDER.resolve("context." + one.context() + ".sql")));
                    before.statements().forEach(statement -> catalog.apply(before.change(statement), false));
                    bench.replay("context", before);
                }
                Script script = Script.parse(server.dialect(), one.sql());
                List<Finding> byText = Rules.check(server, script, catalog);
                if (one.rules().equals(Set.of("loss-database"))) { // nobody runs that to see what it does
                    assertThatThrownBy(() -> bench.observe("case", script))
                            .isInstanceOf(NotObservedException.class)
                            .hasMessageContaining("reaches outside the scratch database");
                    continue;
                }
                Map<Integer, Seen> seen = bench.observe("case", script);
                List<Finding> found = Witness.revised(server, script, byText, seen);
                checked++;
                observed += (int) found.stream().filter(Finding::observed).count();
                Set<String> bad = ids(found.stream().filter(finding -> finding.severity() != Severity.INFO));
                if (!ids(found.stream()).containsAll(one.rules())
                        || !one.rules().containsAll(bad)) {
                    different.add(one + "\n    but " + ids(found.stream()));
                }
                if (!costs(found).equals(costs(byText))) {
                    different.add(one + "\n    by text " + costs(byText) + ", observed " + costs(found));
                }
            }
        }

        assertThat(different).isEmpty();
        assertThat(checked).as("cases for this server").isGreaterThan(9);
        assertThat(observed).as("findings that were observed").isPositive();
    }

    private static Set<String> ids(Stream<Finding> found) {
        return found.map(finding -> finding.rule().id()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> costs(List<Finding> found) {
        return ids(found.stream()
                .filter(finding -> finding.rule().id().startsWith("lock-")
                        || finding.rule().id().startsWith("rewrite-")));
    }

    private static List<Case> cases() throws IOException {
        return Files.readAllLines(FOLDER.resolve("cases.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t"))
                .map(cells -> new Case(
                        cells[0],
                        cells[1],
                        cells[2].replace("\\n", "\n"),
                        Stream.of(cells[3] + (cells.length > 4 ? "," + cells[4] : ""))
                                .flatMap(rules -> Stream.of(rules.split(",")))
                                .filter(rule -> !rule.equals("ok"))
                                .collect(Collectors.toSet())))
                .toList();
    }
}
