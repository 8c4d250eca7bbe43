package dev.refract.internal.schema.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The literals in a definition: the values of an enum. */
public final class Literals {

    private static final Pattern LITERAL = Pattern.compile("E?'(?:[^']|'')*'");

    private Literals() {}

    /** The literals of a list that is separated by commas, each with its quotes. */
    public static List<String> of(String list) {
        List<String> literals = new ArrayList<>();
        Matcher matcher = LITERAL.matcher(list);
        while (matcher.find()) {
            literals.add(matcher.group());
        }
        return literals;
    }
}
