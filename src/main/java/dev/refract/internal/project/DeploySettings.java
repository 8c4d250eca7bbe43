package dev.refract.internal.project;

import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code [deploy]} of refract.toml, and the variables that win over it. A duration is whole seconds, or text with a
 * unit as in {@link Durations}.
 *
 * @param lockWait {@code lock_wait}, {@code REFRACT_LOCK_WAIT}: how long to wait for the migration lock
 * @param lockTimeout {@code lock_timeout}, {@code REFRACT_LOCK_TIMEOUT}: how long a statement waits for each lock
 * @param statementTimeout {@code statement_timeout}, {@code REFRACT_STATEMENT_TIMEOUT}: how long a statement runs
 * @param lockRetries {@code lock_retries}, {@code REFRACT_LOCK_RETRIES}: how often what only failed to get its lock is
 *     tried again
 */
public record DeploySettings(
        Optional<Duration> lockWait,
        Optional<Duration> lockTimeout,
        Optional<Duration> statementTimeout,
        Optional<Integer> lockRetries) {

    /** The table's name. */
    public static final String TABLE = "deploy";

    private static final int MOST_RETRIES = 999_999;
    /** Of a value that is repeated in a message. */
    private static final int LONGEST = 60;

    private static final String LOCK_WAIT = "lock_wait";
    private static final String LOCK_TIMEOUT = "lock_timeout";
    private static final String STATEMENT_TIMEOUT = "statement_timeout";
    private static final String LOCK_RETRIES = "lock_retries";

    /** Nothing is set. */
    public static final DeploySettings NONE =
            new DeploySettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Reads both.
     *
     * @param file refract.toml
     * @throws RefractException that names the key or variable whose value is not valid
     */
    public static DeploySettings read(RefractToml file, Map<String, String> environment) {
        RefractToml table = file.table(TABLE).orElse(RefractToml.empty(file.file(), TABLE));
        table.allowOnly(List.of(LOCK_WAIT, LOCK_TIMEOUT, STATEMENT_TIMEOUT, LOCK_RETRIES));
        return new DeploySettings(
                duration(LOCK_WAIT, table, environment),
                duration(LOCK_TIMEOUT, table, environment),
                duration(STATEMENT_TIMEOUT, table, environment),
                retries(table, environment));
    }

    private static Optional<Duration> duration(String key, RefractToml table, Map<String, String> environment) {
        Optional<String> variable = variable(key, environment);
        if (variable.isPresent()) {
            return Optional.of(
                    Durations.parse(variable.get()).orElseThrow(() -> wrong(key, variable.get(), Durations.FORM)));
        }
        return table.duration(key);
    }

    private static Optional<Integer> retries(RefractToml table, Map<String, String> environment) {
        Optional<String> variable = variable(LOCK_RETRIES, environment);
        if (variable.isPresent()) {
            if (!variable.get().matches("\\d{1,6}")) {
                throw wrong(LOCK_RETRIES, variable.get(), "a whole number, 0 or more");
            }
            return Optional.of(Integer.valueOf(variable.get()));
        }
        return table.wholeNumber(LOCK_RETRIES, MOST_RETRIES);
    }

    private static Optional<String> variable(String key, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name(key)))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static String name(String key) {
        return "REFRACT_" + key.toUpperCase(java.util.Locale.ROOT);
    }

    private static RefractException wrong(String key, String text, String form) {
        String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        return new RefractException(
                null, "The variable " + name(key) + " is \"" + shown + "\".", "Give it " + form + ".");
    }
}
