package dev.refract.internal.output;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection URL that was given on a command line, as the next command can give it: one with a password by the
 * variable that holds it, or by one that the user sets.
 *
 * @param argument as a shell reads it; null where the next command finds the URL by itself
 * @param unset the variable in it that is not there; null where there is none
 */
public record GivenUrl(@Nullable String argument, @Nullable String unset) {

    private static final String DEFAULT = "REFRACT_URL";
    private static final List<String> STAND_INS = List.of(DEFAULT, "DATABASE_URL");

    /**
     * @param given with its password
     * @param environment where the shell may have taken it from
     */
    public static GivenUrl of(String given, Map<String, String> environment) {
        if (Secrets.masked(given).equals(given)) {
            return new GivenUrl(Shell.quoted(given), null);
        }
        if (given.equals(environment.get(DEFAULT))) {
            return new GivenUrl(null, null); // wins over all but the option
        }
        Optional<String> held = new TreeMap<>(environment)
                .entrySet().stream()
                        .filter(entry ->
                                entry.getValue().equals(given) && entry.getKey().matches("[A-Za-z_]\\w*"))
                        .map(Map.Entry::getKey)
                        .findFirst();
        String name = held.or(() -> STAND_INS.stream()
                        .filter(variable -> !environment.containsKey(variable))
                        .findFirst())
                .orElse("GIVEN_URL");
        return new GivenUrl("\"$" + name + "\"", held.isPresent() ? null : name);
    }

    /** A text with commands that have the URL, and what is to be done before them. */
    public String explained(String text) {
        return unset == null
                ? text
                : text + "\n" + unset + " stands for the connection URL, which holds a password and is not shown: set "
                        + "that variable first.";
    }
}
