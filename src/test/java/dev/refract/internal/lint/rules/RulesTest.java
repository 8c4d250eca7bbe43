package dev.refract.internal.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.Script;
import dev.refract.migrate.LintFinding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * cases.tsv: a server, the tables that are there (context.*.sql), a script, the rules that find something in it; those
 * that only do where it is observed (ObservedCasesTest) are in the last column. What was expected was seen on the
 * servers; other errors and warnings are a failure, other infos are not.
 */
class RulesTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/refract/internal/lint/rules");

    record Case(Server server, String context, String sql, Set<String> rules) {}

    @TestFactory
    Stream<DynamicTest> findsWhatTheServersDo() throws IOException {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.server() + ": " + one.sql().lines().findFirst().orElse(""), () -> {
                            List<Finding> found = check(one);
                            Set<String> ids = ids(found.stream());
                            assertThat(ids).as(one.sql()).containsAll(one.rules());
                            assertThat(ids(found.stream().filter(finding -> finding.severity() != Severity.INFO)))
                                    .as(one.sql())
                                    .isSubsetOf(one.rules());
                        }));
    }

    @Test
    void eachRuleSaysWhatItIs() {
        assertThat(Rules.all()).extracting(Rule::id).doesNotHaveDuplicates();
        assertThat(Rules.all()).allSatisfy(rule -> {
            assertThat(rule.id()).matches("(lock|rewrite|tx|fail|loss|break|data)(-[a-z]+)+");
            assertThat(rule.summary()).isNotBlank();
            assertThat(rule.why()).endsWith(".");
            for (Server.Kind kind : Server.Kind.values()) {
                assertThat(rule.why(Server.newest(kind))).endsWith(".");
            }
        });
    }

    static List<Finding> check(Case one) throws IOException {
        return Rules.check(one.server(), Script.parse(one.server().dialect(), one.sql()), before(one));
    }

    /** What is there before it. */
    static Catalog before(Case one) throws IOException {
        Catalog catalog = new Catalog();
        if (!one.context().equals("empty")) {
            Script before = Script.parse(
                    one.server().dialect(), Files.readString(FOLDER.resolve("context." + one.context() + ".sql")));
            before.statements().forEach(statement -> catalog.apply(before.change(statement), false));
        }
        return catalog;
    }

    private static Set<String> ids(Stream<Finding> found) {
        return found.map(finding -> finding.rule().id()).collect(Collectors.toCollection(TreeSet::new));
    }

    static List<Case> cases() throws IOException {
        return Files.readAllLines(FOLDER.resolve("cases.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t"))
                .map(cells -> new Case(
                        Server.of(cells[0]),
                        cells[1],
                        cells[2].replace("\\n", "\n"),
                        cells[3].equals("ok") ? Set.of() : Set.of(cells[3].split(","))))
                .toList();
    }
}
