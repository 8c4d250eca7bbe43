package dev.refract.internal.project;

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

    private static final Pattern KEY = Pattern.compile("[ \\t]*(?:export[ \\t]+)?([\\w.-]+)(?:[ \\t]*=|:[ \\t]+)");
    private static final Pattern REFERENCE = Pattern.compile("\\\\\\$(?=\\{)|\\$\\{([^{}]*)}");

    private final String text;
    private int at;

    private Dotenv(String text) {
        this.text = text;
    }

    /**
     * The variables of a file. Of a name that stands twice the last value counts.
     *
     * @param text lines ended by LF
     * @param known variables that are set already; references see them before the file's own
     */
    static Map<String, String> parse(String text, Map<String, String> known) {
        Map<String, String> raw = new Dotenv(text).assignments();
        Map<String, String> expanded = new LinkedHashMap<>();
        raw.forEach((name, value) -> expanded.put(name, new Expansion(raw, known).expand(value, Set.of(name))));
        return expanded;
    }

    private Map<String, String> assignments() {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher key = KEY.matcher(text);
        while (at < text.length()) {
            key.region(at, text.length());
            if (key.lookingAt()) {
                at = key.end();
                found.put(key.group(1), value());
            }
            at = endOfLine(at) + 1;
        }
        return found;
    }

    private String value() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        char first = at < text.length() ? text.charAt(at) : '\n';
        int close = first == '"' || first == '\'' || first == '`' ? closing(first) : -1;
        return close < 0 ? unquoted() : quoted(first, close);
    }

    /** The index of the quote that closes the one here; -1 where none does, or where more than a comment follows it. */
    private int closing(char quote) {
        for (int i = at + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                i++;
            } else if (text.charAt(i) == quote) {
                String rest = text.substring(i + 1, endOfLine(i + 1)).strip();
                return rest.isEmpty() || rest.startsWith("#") ? i : -1;
            }
        }
        return -1;
    }

    private String quoted(char quote, int close) {
        String inner = text.substring(at + 1, close);
        at = close + 1;
        return quote == '"' ? inner.replace("\\n", "\n").replace("\\r", "\r") : inner;
    }

    private String unquoted() {
        String line = text.substring(at, endOfLine(at));
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', Math.min(from, text.length()));
        return end < 0 ? text.length() : end;
    }

    /** Puts values in the place of references. */
    private record Expansion(Map<String, String> file, Map<String, String> known) {

        /** @param within the variables whose values the text is part of; a reference to one of them is empty */
        String expand(String text, Set<String> within) {
            if (text.indexOf('$') < 0) {
                return text;
            }
            Matcher matcher = REFERENCE.matcher(text);
            StringBuilder expanded = new StringBuilder();
            while (matcher.find()) {
                String value = matcher.group().startsWith("\\") ? "$" : referred(matcher.group(1), within);
                matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
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
            Set<String> deeper = new HashSet<>(within);
            deeper.add(name);
            return expand(file.getOrDefault(name, ""), deeper);
        }
    }
}
