package dev.refract.internal.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The literals in a check: values that it may ask for. */
final class Hints {

    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'|(?<![\\w.])-?\\d+(?:\\.\\d+)?(?![\\w.])");

    private Hints() {}

    static List<String> of(String definition) {
        List<String> literals = new ArrayList<>();
        Matcher matcher = LITERAL.matcher(definition);
        while (matcher.find()) {
            String text = matcher.group(1);
            literals.add(text == null ? matcher.group() : text.replace("''", "'"));
        }
        return literals;
    }
}
