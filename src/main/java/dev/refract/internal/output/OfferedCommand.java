package dev.refract.internal.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command of Refract's in a text that tells what to do, such as {@code refract migrate resolve --rolled-back NAME}.
 * Each front end gives it the form in which its user can paste it.
 *
 * @param group {@code migrate}, {@code db} or {@code data}
 * @param arguments in their order, as a shell reads them: quotes are still on
 */
public record OfferedCommand(String group, String verb, List<Argument> arguments) {

    /** Those that have a value; what follows another one is the sentence's, or a name by itself. */
    private static final Set<String> VALUED =
            Set.of("--applied", "--rolled-back", "--up-to", "--to", "--resume-at", "--file", "--data");

    /** The group whose verbs all take names. */
    private static final String DATA = "data";

    /** The other verbs that take names by themselves. */
    private static final Set<String> NAMED = Set.of("rehearse", "generate-down");

    /** Where the project is. The database's URL is a {@link GivenUrl}. */
    private static final Set<String> PLACES =
            Set.of("--schema", "--config", "--migrations", "--env-file", "--no-env-file");

    private static final Set<String> GUARDED = Set.of("deploy", "down", "resolve", "reset");

    /** How a script runs, again in the next attempt. */
    private static final Set<String> LIMITS = Set.of(
            "--transaction", "--lock-wait", "--lock-timeout", "--lock-retries", "--statement-timeout", "--online");

    private static final Set<String> OF_DEPLOY = Set.of("--to", "--require-down");

    private static final Pattern COMMAND =
            Pattern.compile("(?<=^|[\\s(`])refract (migrate|db|data) ([a-z]+(?:-[a-z]+)*)", Pattern.MULTILINE);

    private static final String VALUE = "\\$'(?:[^'\\\\]|\\\\.)*'|(?:'[^']*'|\\\\')+|[\\w.,:@%+/=-]*[\\w@%+/=-]";
    private static final Pattern NAME = Pattern.compile(" (?!-)(" + VALUE + ")");
    private static final Pattern OPTION = Pattern.compile(" (--[a-z][a-z0-9-]*)(?:=(" + VALUE + "))?");

    /** Ends the options: what follows is a name, whatever it begins with. */
    private static final Pattern ONLY_NAMES = Pattern.compile(" -- (" + VALUE + ")");

    /**
     * An argument.
     *
     * @param option null for a name by itself
     * @param value null for an option without one
     */
    public record Argument(
            @Nullable String option, @Nullable String value) {}

    /** The text with each command in another form. */
    public static String replaced(String text, Function<OfferedCommand, String> form) {
        if (!text.contains("refract ")) {
            return text;
        }
        StringBuilder replaced = new StringBuilder();
        Matcher command = COMMAND.matcher(text);
        int copied = 0;
        while (command.find(copied)) {
            List<Argument> arguments = new ArrayList<>();
            int end = read(text, command.end(), takesNames(command.group(1), command.group(2)), arguments);
            replaced.append(text, copied, command.start())
                    .append(form.apply(new OfferedCommand(command.group(1), command.group(2), arguments)));
            copied = end;
        }
        return replaced.append(text, copied, text.length()).toString();
    }

    private static boolean takesNames(String group, String verb) {
        return group.equals(DATA) || NAMED.contains(verb);
    }

    /** Where the arguments from there on end. */
    private static int read(String text, int start, boolean names, List<Argument> arguments) {
        int at = start;
        Matcher option = OPTION.matcher(text);
        Matcher name = NAME.matcher(text);
        Matcher last = ONLY_NAMES.matcher(text);
        while (true) {
            if (startsAt(option, at)) {
                at = option.end();
                String value = option.group(2);
                if (value == null && VALUED.contains(option.group(1)) && startsAt(name, at)) {
                    value = name.group(1);
                    at = name.end();
                }
                arguments.add(new Argument(option.group(1), value));
            } else if (names && (startsAt(name, at) || startsAt(last, at))) {
                Matcher found = startsAt(name, at) ? name : last;
                at = found.end();
                arguments.add(new Argument(null, found.group(1)));
            } else {
                return at;
            }
        }
    }

    private static boolean startsAt(Matcher matcher, int at) {
        return matcher.region(at, matcher.regionEnd()).lookingAt();
    }

    /** The name of Maven's goal for it, where it has one. */
    public String goal() {
        return group.equals(DATA) ? DATA + "-" + verb : verb;
    }

    /**
     * Whether an option that was given to one verb belongs to this command as well: it says where the project is, or
     * how the same verb runs.
     *
     * @param option its long name
     */
    public boolean keeps(String option, String givenTo) {
        if (group.equals(DATA)) {
            return PLACES.contains(option);
        }
        boolean same = verb.equals(givenTo);
        boolean meant = PLACES.contains(option)
                || option.equals("--allow-prisma8") && GUARDED.contains(verb)
                || same && (verb.equals("deploy") || verb.equals("down")) && LIMITS.contains(option)
                || same && verb.equals("deploy") && OF_DEPLOY.contains(option);
        return meant && arguments.stream().noneMatch(argument -> option.equals(argument.option()));
    }

    /**
     * As Refract's own command line takes it, with more options at the end.
     *
     * @param more each with its value, quoted
     */
    public String with(List<String> more) {
        StringBuilder line = new StringBuilder("refract " + group + " " + verb);
        List<Argument> names = new ArrayList<>();
        for (Argument argument : arguments) {
            if (argument.option() == null) {
                names.add(argument);
                continue;
            }
            line.append(' ').append(argument.option());
            if (argument.value() != null) {
                line.append(argument.value().startsWith("-") ? '=' : ' ').append(argument.value());
            }
        }
        boolean tied =
                names.stream().anyMatch(name -> String.valueOf(name.value()).startsWith("-"));
        more.forEach(option -> line.append(' ').append(option));
        line.append(tied ? " --" : "");
        names.forEach(name -> line.append(' ').append(name.value()));
        return line.toString();
    }
}
