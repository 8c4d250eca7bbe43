package dev.refract.internal.lint;

import dev.refract.internal.lint.rules.Rule;
import dev.refract.internal.lint.rules.Rules;
import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Nearest;
import dev.refract.report.RefractException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The ids of all that lint says. */
public final class RuleIds {

    private static final Set<String> ALL = all();

    private RuleIds() {}

    private static Set<String> all() {
        Set<String> ids = new LinkedHashSet<>();
        Rules.all().stream().map(Rule::id).forEach(ids::add);
        ids.addAll(Remark.ids());
        return Collections.unmodifiableSet(ids);
    }

    /**
     * Fails for what is none.
     *
     * @param where that it stands, in parentheses and after a space; empty for an argument
     */
    public static void require(String id, String where) {
        if (!isKnown(id)) {
            throw new RefractException(
                    null,
                    "There is no rule `" + Controls.escapedLine(id) + "`" + where + ".",
                    nearest(id)
                            .map(near -> "Did you mean `" + near + "`?")
                            .orElse("All rules: " + String.join(", ", ALL)));
        }
    }

    static boolean isKnown(String id) {
        return ALL.contains(id);
    }

    /** What somebody probably meant. */
    static Optional<String> nearest(String id) {
        return Nearest.word(id, ALL);
    }
}
