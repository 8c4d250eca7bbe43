package dev.refract.internal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.internal.lint.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is generated in docs/lint.md is in step with the code; target/lint.md is how it should be. */
class LintPagesTest {

    private static final Path PAGE = Path.of("docs/lint.md");
    private static final Path SHOULD = Path.of("target/lint.md");

    private static final Map<String, String> FAMILIES = new LinkedHashMap<>();

    static {
        FAMILIES.put("lock", "Locks");
        FAMILIES.put("rewrite", "Rewrites");
        FAMILIES.put("tx", "Transactions");
        FAMILIES.put("fail", "Fails");
        FAMILIES.put("loss", "Loses data");
        FAMILIES.put("data", "Changes data");
        FAMILIES.put("break", "Breaks running programs");
    }

    @Test
    void theOverviewIsInStep() throws IOException {
        String page = Files.readString(PAGE);
        String should = within(within(page, "other tools", otherTools()), "rules", rules());
        Files.writeString(SHOULD, should);
        assertThat(page).as("cp " + SHOULD + " " + PAGE).isEqualTo(should);
    }

    @Test
    void whatOtherToolsFindIsFoundHere() {
        for (OtherTool tool : OtherTool.values()) {
            assertThat(tool.rules().values()).allSatisfy(ours -> assertThat(ours)
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .allMatch(RuleIds::isKnown));
        }
    }

    private static String within(String page, String mark, String text) {
        String begin = "<!-- " + mark + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        assertThat(page).contains(begin);
        return page.substring(0, from) + text + page.substring(page.indexOf("<!-- end -->", from));
    }

    private static String otherTools() {
        return Arrays.stream(OtherTool.values())
                .flatMap(tool -> new TreeMap<>(tool.rules())
                        .entrySet().stream()
                                .map(entry -> "| `" + tool.comment() + " " + entry.getKey() + "` | `"
                                        + String.join("`, `", entry.getValue()) + "` |\n"))
                .collect(Collectors.joining("", "\n| theirs | here |\n|---|---|\n", "\n"));
    }

    private static String rules() {
        StringBuilder text = new StringBuilder("\n");
        FAMILIES.forEach((family, title) -> {
            text.append("### ").append(title).append("\n\n");
            text.append("| rule | severity | finds | why it matters |\n|---|---|---|---|\n");
            Rules.all().stream()
                    .filter(rule -> rule.id().startsWith(family + "-"))
                    .forEach(rule -> text.append("| [`")
                            .append(rule.id())
                            .append("`](rules/")
                            .append(rule.id())
                            .append(".md) | ")
                            .append(rule.severity().name().toLowerCase(Locale.ROOT))
                            .append(rule.isOn() ? "" : ", off")
                            .append(" | ")
                            .append(rule.summary())
                            .append(" | ")
                            .append(rule.why())
                            .append(" |\n"));
            text.append('\n');
        });
        return text.toString();
    }
}
