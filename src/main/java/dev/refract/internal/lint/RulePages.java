package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Rules;
import dev.refract.migrate.LintFinding.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** The pages of docs/rules, which the jar has with it. */
public final class RulePages {

    private RulePages() {}

    /** What there is to say of a rule or a remark, in Markdown. */
    public static String page(String id) {
        try (InputStream page = RulePages.class.getResourceAsStream("pages/" + id + ".md")) {
            return page == null ? brief(id) : new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String brief(String id) {
        Stream<String> rules = Rules.all().stream()
                .filter(rule -> rule.id().equals(id))
                .map(rule -> brief(id, rule.severity(), rule.summary(), rule.why()));
        Stream<String> remarks = Arrays.stream(Remark.values())
                .filter(remark -> remark.id().equals(id))
                .map(remark -> brief(id, remark.severity(), remark.summary(), remark.why()));
        return Stream.concat(rules, remarks).findFirst().orElseThrow();
    }

    private static String brief(String id, Severity severity, String summary, String why) {
        return "# " + id + "\n\n" + severity.name().toLowerCase(Locale.ROOT) + ": " + summary + "\n\n" + why + "\n";
    }
}
