package dev.refract.internal.output;

import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An option of the command line that a text names by itself, such as {@code --lock-wait SECONDS}. Other front ends have
 * another form for it.
 *
 * @param name without the dashes
 * @param value null where the text names none
 */
public record OfferedOption(String name, @Nullable String value) {

    private static final Pattern OPTION = Pattern.compile(
            "(?<![\\w./'\"-])--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?![\\w-])(?:[ =]([A-Z]{2,}\\b|\\w+=[\\w/]+|\\d\\d:\\d\\d-\\d\\d:\\d\\d)|=(\\w+))?");

    /** A line that shows how another program is called. */
    private static final String TOOLS = "(?s).*(?:pt-online-schema-change|pg_dump|mysqldump|mariadb-dump).*";

    /** The text with each option in another form; null leaves it as it is. */
    public static String replaced(String text, Function<OfferedOption, @Nullable String> form) {
        return text.contains("--")
                ? Arrays.stream(text.split("\n", -1))
                        .map(line -> line.matches(TOOLS) ? line : inLine(line, form))
                        .collect(Collectors.joining("\n"))
                : text;
    }

    private static String inLine(String line, Function<OfferedOption, @Nullable String> form) {
        return OPTION.matcher(line).replaceAll(found -> {
            String value = found.group(2) == null ? found.group(3) : found.group(2);
            String replaced = form.apply(new OfferedOption(found.group(1), value));
            return Matcher.quoteReplacement(replaced == null ? found.group() : replaced);
        });
    }
}
