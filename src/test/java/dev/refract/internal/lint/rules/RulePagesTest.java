package dev.refract.internal.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.lint.model.Catalog;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * docs/rules: a page a rule, in step with its code and its cases. What is under "Where and when" and "Good" is written
 * by hand, all else is made here; target/rules is how the pages should be.
 */
class RulePagesTest {

    private static final Path PAGES = Path.of("docs/rules");
    private static final Path SHOULD = Path.of("target/rules");
    private static final String WHERE = "Where and when";
    private static final String GOOD = "Good";
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    /** Found where a server was asked alone: no case by the text has them, and all but the head is written by hand. */
    private static final Set<String> OBSERVED =
            Set.of("lock-scan", "rewrite-table", "fail-statement", "data-batch-scan");

    @TestFactory
    Stream<DynamicTest> theHeadOfWhatIsOnlyObservedIsInStep() {
        return Rules.all().stream()
                .filter(rule -> OBSERVED.contains(rule.id()))
                .map(rule -> DynamicTest.dynamicTest(
                        rule.id(), () -> assertThat(Files.readString(PAGES.resolve(rule.id() + ".md")))
                                .startsWith(head(rule) + "## " + WHERE + "\n\n")
                                .contains("## Bad\n", "## Instead\n")));
    }

    @TestFactory
    Stream<DynamicTest> aPageIsInStep() throws IOException {
        Files.createDirectories(SHOULD);
        List<RulesTest.Case> cases = RulesTest.cases();
        return Rules.all().stream()
                .filter(rule -> !OBSERVED.contains(rule.id()))
                .map(rule -> DynamicTest.dynamicTest(rule.id(), () -> {
                    Path page = PAGES.resolve(rule.id() + ".md");
                    String own = Files.exists(page) ? Files.readString(page) : "";
                    RulesTest.Case bad = worst(rule, cases);
                    List<Finding> found = found(rule, bad);
                    String should = page(rule, own, bad, found);
                    Files.writeString(SHOULD.resolve(rule.id() + ".md"), should);

                    assertThat(section(own, WHERE))
                            .as("its servers, and when it is silent")
                            .isNotBlank();
                    assertThat(should).as("what to write instead").containsAnyOf("## Instead", "## " + GOOD);
                    assertThat(own).as("cp target/rules/*.md docs/rules/").isEqualTo(should);
                    Matcher good = SQL.matcher(section(own, GOOD));
                    while (good.find()) {
                        assertSilent(rule, bad, List.of(good.group(1)));
                    }
                    assertSilent(rule, bad, found.get(0).safe());
                }));
    }

    @Test
    void noPageIsLeftOver() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Rules.all().stream().map(rule -> rule.id() + ".md").toList());
        }
    }

    /** What is offered does not do the same harm. */
    private static void assertSilent(Rule rule, RulesTest.Case bad, List<String> migrations) throws IOException {
        Catalog catalog = RulesTest.before(bad);
        for (String sql : migrations) {
            assertThat(Rules.check(bad.server(), Script.parse(bad.server().dialect(), sql), catalog))
                    .as(sql)
                    .extracting(finding -> finding.rule().id())
                    .doesNotContain(rule.id());
            catalog.settle();
        }
    }

    /** The clearest case: the one with the fewest findings, then the shortest. */
    private static RulesTest.Case worst(Rule rule, List<RulesTest.Case> cases) {
        return cases.stream()
                .filter(one -> one.rules().contains(rule.id()))
                .min(Comparator.comparing((RulesTest.Case one) -> one.rules().size())
                        .thenComparing(one -> one.sql().length()))
                .orElseThrow(() -> new AssertionError("cases.tsv has no case for " + rule.id()));
    }

    private static List<Finding> found(Rule rule, RulesTest.Case bad) throws IOException {
        List<Finding> found = new ArrayList<>(RulesTest.check(bad));
        found.removeIf(finding -> !finding.rule().equals(rule));
        return found;
    }

    private static String page(Rule rule, String own, RulesTest.Case bad, List<Finding> found) {
        StringBuilder page = new StringBuilder(head(rule));
        page.append("## ")
                .append(WHERE)
                .append("\n\n")
                .append(section(own, WHERE))
                .append("\n\n");
        page.append("## Bad\n\nOn ").append(bad.server()).append(":\n\n```sql\n");
        page.append(bad.sql().strip()).append("\n```\n\n");
        for (Finding finding : found) {
            page.append("> ").append(severity(finding.severity())).append(": ");
            page.append(finding.message()).append("\n\n");
        }
        List<String> safe = found.get(0).safe();
        if (!safe.isEmpty()) {
            page.append("## Instead\n\n```sql\n");
            for (int i = 0; i < safe.size(); i++) {
                page.append(safe.size() == 1 ? "" : "-- migration " + (i + 1) + " of " + safe.size() + "\n");
                page.append(safe.get(i).strip()).append('\n');
            }
            page.append("```\n\n");
        }
        if (!section(own, GOOD).isEmpty()) {
            page.append("## ")
                    .append(GOOD)
                    .append("\n\n")
                    .append(section(own, GOOD))
                    .append("\n\n");
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String head(Rule rule) {
        return "# " + rule.id() + "\n\n**" + severity(rule.severity()) + "**"
                + (rule.isOn() ? "" : " (off until `[lint.rules]` gives it a severity)") + ": " + rule.summary()
                + "\n\n" + rule.why()
                + "\n\n" + byServer(rule);
    }

    /** Where the reason differs by server. */
    private static String byServer(Rule rule) {
        Map<String, List<String>> servers = new LinkedHashMap<>();
        for (Server.Kind kind : Server.Kind.values()) {
            Server server = Server.newest(kind);
            String name = server.toString().replaceFirst(" .*", "");
            servers.computeIfAbsent(rule.why(server), why -> new ArrayList<>()).add(name);
        }
        servers.remove(rule.why());
        StringBuilder text = new StringBuilder();
        servers.forEach((why, names) -> text.append("- ")
                .append(String.join(", ", names))
                .append(": ")
                .append(why)
                .append('\n'));
        return text.isEmpty() ? "" : text.append('\n').toString();
    }

    private static String severity(Object severity) {
        return severity.toString().toLowerCase(Locale.ROOT);
    }

    /** What is under a heading; empty where there is none. */
    private static String section(String page, String heading) {
        Matcher section =
                Pattern.compile("(?ms)^## " + heading + "\n(.*?)(?=^## |\\z)").matcher(page);
        return section.find() ? section.group(1).strip() : "";
    }
}
