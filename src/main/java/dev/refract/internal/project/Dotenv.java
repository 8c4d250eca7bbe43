package dev.refract.internal.project;

import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code .env} files as the npm package dotenv does, which Prisma uses, and then puts values in the place of
 * <code>${NAME}</code>. A dollar without braces is a dollar, as in Prisma: it may be part of a password. The libraries
 * for Java read neither {@code export}, values in quotes over several lines, nor references to other variables.
 */
final class Dotenv {

    private static final Pattern REFERENCE = Pattern.compile("\\\\\\$(?=\\{)|\\$\\{([^{}]*)}");

    private Dotenv() {}

    /**
     * The variables of a file. Of a name that stands twice the last value counts.
     *
     * @param file its lines ended by LF
     * @param known variables that are set already; references see them before the file's own
     * @throws RefractException P1012 where references to references go too deep, or make a value too long
     */
    static Map<String, String> parse(TextFile file, Map<String, String> known) {
        Map<String, DotenvReader.Assignment> raw = DotenvReader.read(file.text());
        Map<String, String> expanded = new LinkedHashMap<>();
        Expansion expansion = new Expansion(file, raw, known);
        raw.forEach((name, value) -> expanded.put(name, expansion.of(name, value)));
        return expanded;
    }

    /** Puts values in the place of references. */
    private static final class Expansion {

        private static final int DEEPEST = 100;
        private static final int LONGEST = 1_000_000;
        /** For one value: what refers twice to what refers twice, and so on, never ends. */
        private static final int MOST_REFERENCES = 10_000;

        private final TextFile source;
        private final Map<String, DotenvReader.Assignment> file;
        private final Map<String, String> known;
        private int line;
        private int references;

        Expansion(TextFile source, Map<String, DotenvReader.Assignment> file, Map<String, String> known) {
            this.source = source;
            this.file = file;
            this.known = known;
        }

        String of(String name, DotenvReader.Assignment assignment) {
            line = assignment.line();
            references = 0;
            return expand(assignment.value(), Set.of(name));
        }

        /** @param within the variables whose values the text is part of; a reference to one of them is empty */
        private String expand(String text, Set<String> within) {
            if (text.indexOf('$') < 0) {
                return text;
            }
            if (within.size() > DEEPEST) {
                throw invalid("refers to variables that refer to others, more than " + DEEPEST + " deep");
            }
            Matcher matcher = REFERENCE.matcher(text);
            StringBuilder expanded = new StringBuilder();
            while (matcher.find()) {
                references++;
                if (references > MOST_REFERENCES) {
                    throw invalid("comes to more than " + MOST_REFERENCES + " references to other variables");
                }
                String value = matcher.group().startsWith("\\") ? "$" : referred(matcher.group(1), within);
                matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
                if (expanded.length() > LONGEST) {
                    throw invalid("is longer than " + LONGEST + " characters with the values it refers to");
                }
            }
            return matcher.appendTail(expanded).toString();
        }

        /** @param reference a name, or <code>NAME:-otherwise</code> */
        private String referred(String reference, Set<String> within) {
            int dash = reference.indexOf('-');
            String name = dash < 0
                    ? reference
                    : reference.substring(0, dash > 0 && reference.charAt(dash - 1) == ':' ? dash - 1 : dash);
            String value =
                    known.containsKey(name) ? known.get(name) : within.contains(name) ? "" : ofFile(name, within);
            return value.isEmpty() && dash >= 0 ? reference.substring(dash + 1) : value;
        }

        private String ofFile(String name, Set<String> within) {
            DotenvReader.Assignment assignment = file.get(name);
            if (assignment == null) {
                return "";
            }
            Set<String> deeper = new HashSet<>(within);
            deeper.add(name);
            return expand(assignment.value(), deeper);
        }

        private RefractException invalid(String what) {
            return new RefractException(
                    Code.P1012,
                    "The file " + source.path() + " is not valid: the variable on line " + line + " " + what + ".",
                    "Write the value itself there.");
        }
    }
}
