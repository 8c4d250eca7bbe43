package dev.refract.internal.project;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as a person writes them: {@code 5} or {@code 5s}, {@code 500ms}, {@code 2min} or {@code 2m}, {@code 1h}.
 */
public final class Durations {

    /** What a text should look like, for a message. */
    public static final String FORM = "seconds, or a number with its unit: 500ms, 5s, 2min, 1h";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*(ms|s|min|m|h|)");

    private Durations() {}

    /** The duration; empty where the text is none. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "min", "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofSeconds(number);
                });
    }
}
