package dev.refract.internal.online;

import dev.refract.internal.project.Durations;
import dev.refract.internal.project.RefractToml;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of {@code [online]} in refract.toml: what each means, in which unit, its default and why. The file, the
 * environment ({@code REFRACT_ONLINE_MIN_ROWS}), the flag ({@code --online min_rows=…}) and the documentation all read
 * this one list.
 */
public enum OnlineKey {
    MODE(
            Type.TEXT,
            "auto",
            "auto, off or always",
            "auto looks at each table's size; off runs every statement directly, as Prisma does; always treats "
                    + "every table that is there as large, to try it out"),
    TOOL(
            Type.TEXT,
            "pt-online-schema-change",
            "a path, or a name to look up in PATH",
            "where Percona's packages put it"),
    MIN_ROWS(
            Type.WHOLE,
            1_000_000L,
            "rows",
            "a table with as many rows is large: copying it takes long enough to be felt"),
    MIN_BYTES(
            Type.WHOLE,
            1L << 30,
            "bytes of data and indexes",
            "a table of that size is large, however few its rows: 1 GiB takes a slow disk ten seconds or more"),
    LOCK_TIMEOUT(
            Type.DURATION,
            "2s",
            Durations.FORM,
            "PostgreSQL: how long one try waits for a lock, and all who come later behind it"),
    PATIENCE(
            Type.DURATION,
            "10min",
            Durations.FORM,
            "PostgreSQL: how long it gives way and tries again before it fails"),
    MAX_BLOCKING(
            Type.DURATION,
            "60s",
            Durations.FORM,
            "PostgreSQL: a statement without a safe form that would block a large table for longer is refused; the "
                    + "time is estimated from the table's bytes"),
    SHOW_VALUES(
            Type.FLAG,
            false,
            "true or false",
            "PostgreSQL: where a unique key meets doubles, up to five of the values are printed; --verbose sets it. "
                    + "Off, because logs are read by many"),
    TRY_INSTANT(
            Type.FLAG,
            true,
            "true or false",
            "ask the server for ALGORITHM=INSTANT first: it costs nothing and refuses at once"),
    TRY_INPLACE(
            Type.FLAG,
            false,
            "true or false",
            "ask it for ALGORITHM=INPLACE, LOCK=NONE next; off, because a replica runs such a statement whole, and "
                    + "lags for as long"),
    MAX_LOAD(
            Type.TEXT,
            "Threads_running=25",
            "status variables and their limits, comma-separated",
            "the copying waits above it; the tool's default"),
    CRITICAL_LOAD(
            Type.TEXT,
            "Threads_running=50",
            "status variables and their limits, comma-separated",
            "the tool gives up above it; the tool's default"),
    MAX_LAG(
            Type.NUMBER,
            1.0,
            "seconds",
            "the copying waits while a replica of check_replicas lags more; the tool's default"),
    CHECK_REPLICAS(
            Type.LIST,
            List.of(),
            "a list of one DSN, such as h=replica,P=3306",
            "none, because finding replicas by itself makes each of the tool's versions fail on servers that the "
                    + "other works on"),
    CHUNK_TIME(Type.NUMBER, 0.5, "seconds", "how long copying one chunk of rows should take; the tool's default"),
    SLEEP(Type.NUMBER, 0.0, "seconds", "a pause after each chunk; the tool's default"),
    ALTER_FOREIGN_KEYS_METHOD(
            Type.TEXT,
            "rebuild_constraints",
            "rebuild_constraints, drop_swap or refuse",
            "what becomes of foreign keys that refer to the table; with drop_swap the table is missing for a moment"),
    DROP_OLD_TABLE(Type.FLAG, true, "true or false", "a direct ALTER leaves no old table either"),
    EXTRA_ARGS(Type.LIST, List.of(), "a list of the tool's arguments", "for what has no key here"),
    SET_VARS(
            Type.PAIRS,
            Map.of("lock_wait_timeout", "1"),
            "session variables of the tool's connections",
            "the tool's own 60 s would let a waiting ALTER block everybody's writes for a minute"),
    ALLOW_UNIQUE(
            Type.FLAG,
            false,
            "true or false",
            "the tool copies with INSERT IGNORE: rows that a new unique key would refuse are lost without a word");

    private enum Type {
        TEXT,
        WHOLE,
        NUMBER,
        DURATION,
        FLAG,
        LIST,
        PAIRS
    }

    private final Type type;

    @SuppressWarnings("ImmutableEnumChecker") // a String, Long, Boolean, List.of or Map.of
    private final Object standard;

    private final String unit;
    private final String reason;

    OnlineKey(Type type, Object standard, String unit, String reason) {
        this.type = type;
        this.standard = standard;
        this.unit = unit;
        this.reason = reason;
    }

    /** The key as refract.toml spells it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The environment variable that sets it. */
    public String variable() {
        return "REFRACT_ONLINE_" + name();
    }

    /** Its default: text (of a duration, too), Long, Double, Boolean, a list or a map of texts. */
    public Object standard() {
        return standard;
    }

    /** Its default as a value that was read would be. */
    Object standardValue() {
        return type == Type.DURATION ? Durations.parse((String) standard).orElseThrow() : standard;
    }

    /** What its value is, for a person. */
    public String unit() {
        return unit;
    }

    private String expected() {
        return switch (type) {
            case WHOLE -> "a whole number from 0, in " + unit;
            case NUMBER -> "a number from 0, in " + unit;
            case TEXT, DURATION, FLAG, LIST, PAIRS -> unit;
        };
    }

    /** Why its default is what it is. */
    public String reason() {
        return reason;
    }

    /** All keys as refract.toml spells them. */
    static List<String> names() {
        return Arrays.stream(values()).map(OnlineKey::key).toList();
    }

    static Optional<OnlineKey> of(String key) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.key().equals(key))
                .findFirst();
    }

    /** The value in a TOML table; empty where it has none. */
    Optional<Object> in(RefractToml table) {
        Optional<?> value =
                switch (type) {
                    case TEXT -> table.text(key());
                    case WHOLE -> table.wholeNumber(key());
                    case NUMBER -> table.number(key());
                    case DURATION -> table.duration(key());
                    case FLAG -> table.flag(key());
                    case LIST -> table.texts(key());
                    case PAIRS -> table.pairs(key());
                };
        return value.map(found -> {
            problem(found).ifPresent(problem -> {
                throw table.wrong(key(), problem);
            });
            return found;
        });
    }

    /**
     * The value that a text on a command line or in a variable stands for. Lists are comma-separated, a comma in an
     * item is {@code \,}; {@code set_vars} is {@code a=1,b=2}.
     *
     * @param origin what a message names, for example the variable
     */
    Object parse(String text, String origin) {
        Object value;
        try {
            value = switch (type) {
                case TEXT -> text;
                case WHOLE -> Long.valueOf(text.strip());
                case NUMBER -> Double.valueOf(text.strip());
                case DURATION -> Durations.parse(text).orElseThrow(() -> new IllegalArgumentException(text));
                case FLAG -> flag(text.strip());
                case LIST -> items(text);
                case PAIRS -> pairs(text);
            };
        } catch (IllegalArgumentException e) {
            throw invalid(origin, "must be " + expected());
        }
        problem(value).ifPresent(problem -> {
            throw invalid(origin, problem);
        });
        return value;
    }

    private static Object flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split("(?<!\\\\),"))
                .map(item -> item.strip().replace("\\,", ","))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String item : items(text)) {
            int equals = item.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(item);
            }
            pairs.put(
                    item.substring(0, equals).strip(),
                    item.substring(equals + 1).strip());
        }
        return Map.copyOf(pairs);
    }

    private static RefractException invalid(String origin, String problem) {
        return new RefractException(
                null, origin + " " + problem + ".", "Correct it. All keys of [online] are in docs/large-tables.md.");
    }

    /** What is wrong with a value of the right type, continuing the key's name. */
    private Optional<String> problem(Object value) {
        boolean fine =
                switch (this) {
                    case MODE -> List.of("auto", "off", "always").contains(value);
                    case ALTER_FOREIGN_KEYS_METHOD ->
                        List.of("rebuild_constraints", "drop_swap", "refuse").contains(value);
                    case TOOL -> !((String) value).isBlank();
                    case MIN_ROWS, MIN_BYTES -> (Long) value >= 0;
                    case LOCK_TIMEOUT -> ((Duration) value).toMillis() > 0;
                    case PATIENCE, MAX_BLOCKING -> true;
                    case MAX_LAG, CHUNK_TIME, SLEEP -> (Double) value >= 0 && Double.isFinite((Double) value);
                    case MAX_LOAD, CRITICAL_LOAD -> ((String) value).matches("\\w+[=:]\\d+(,\\w+[=:]\\d+)*");
                    case SET_VARS ->
                        ((Map<?, ?>) value)
                                .entrySet().stream()
                                        .allMatch(pair -> pair.getKey()
                                                        .toString()
                                                        .matches("\\w+")
                                                && pair.getValue().toString().matches("[\\w.+-]+"));
                    case CHECK_REPLICAS -> ((List<?>) value).size() < 2;
                    case EXTRA_ARGS, SHOW_VALUES, TRY_INSTANT, TRY_INPLACE, DROP_OLD_TABLE, ALLOW_UNIQUE -> true;
                };
        if (!fine) {
            return Optional.of("must be " + expected());
        }
        return switch (this) {
            case EXTRA_ARGS -> forbidden((List<?>) value);
            case CHECK_REPLICAS -> secret((List<?>) value);
            default -> Optional.empty();
        };
    }

    /** What Refract says itself, or what would put a secret on a command line. */
    private static Optional<String> forbidden(List<?> arguments) {
        return arguments.stream()
                .map(Object::toString)
                .filter(
                        argument -> !argument.startsWith("--")
                                || argument.matches(
                                        "(?i)--(no-?)?(alter|execute|dry-run|config|defaults-file|host|port|socket|user|password|ask-pass|database|charset|slave-.*|replica-.*"
                                                + "|quiet|help|version|resume|history.*|where|swap-tables|drop-triggers|drop-new-table|new-table-name|pid|daemonize|plugin|check-alter|recursion-method|alter-foreign-keys-method|drop-old-table)(=.*)?"))
                .findFirst()
                .map(argument -> "must not hold " + argument.replaceFirst("=.*", "=…")
                        + (argument.startsWith("--")
                                ? ": Refract decides that itself"
                                : ": write each argument as --name=value"));
    }

    private static Optional<String> secret(List<?> replicas) {
        return replicas.stream().map(Object::toString).anyMatch(dsn -> dsn.matches("(^|.*,)p=.*"))
                ? Optional.of(
                        "must not hold a password (p=): it would be visible on the tool's command line; the deploy's "
                                + "own credentials are used")
                : Optional.empty();
    }
}
