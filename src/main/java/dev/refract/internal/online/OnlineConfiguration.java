package dev.refract.internal.online;

import dev.refract.internal.online.OnlineSettings.ForeignKeysMethod;
import dev.refract.internal.online.OnlineSettings.Mode;
import dev.refract.internal.output.Nearest;
import dev.refract.internal.project.RefractToml;
import dev.refract.report.RefractException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All that was configured about large tables. What is said about one thing wins over what is said about all, and the
 * person who runs the command wins over files. From weak to strong: defaults, {@code [online]} in refract.toml,
 * {@code REFRACT_ONLINE_*} variables, {@code [[online.table]]}, the migration's own refract.toml, {@code --online}
 * flags.
 */
public final class OnlineConfiguration {

    /** Nothing configured. */
    public static final OnlineConfiguration NONE = new OnlineConfiguration(Map.of(), Map.of(), Map.of(), "");

    /**
     * What a migration's own refract.toml says.
     *
     * @param values by key
     */
    public record MigrationFile(Map<OnlineKey, Object> values) {

        /** A migration without one. */
        public static final MigrationFile NONE = new MigrationFile(Map.of());

        private static final String ONLINE = "online";

        public MigrationFile {
            values = Map.copyOf(values);
        }

        /**
         * Reads it. Beside the keys of {@code [online]}, which stand at the file's top, it knows {@code online =
         * "never"}, which is {@code mode = "off"}; also {@code "auto"} and {@code "always"}.
         */
        public static MigrationFile read(RefractToml file) {
            Set<String> known = new LinkedHashSet<>(OnlineKey.names());
            known.add(ONLINE);
            file.allowOnly(known);
            Map<OnlineKey, Object> values = valuesIn(file);
            file.text(ONLINE)
                    .ifPresent(mode -> values.put(
                            OnlineKey.MODE,
                            switch (mode) {
                                case "never" -> OFF;
                                case "auto", "always" -> mode;
                                default -> throw file.wrong(ONLINE, "must be \"never\", \"auto\" or \"always\"");
                            }));
            return new MigrationFile(values);
        }
    }

    private static final String OFF = "off";
    private static final String TABLE = "table";
    private static final String NAME = "name";

    private final Map<OnlineKey, Object> general;
    private final Map<String, Map<OnlineKey, Object>> tables;
    private final Map<OnlineKey, Object> flags;
    private final String searchPath;

    private OnlineConfiguration(
            Map<OnlineKey, Object> general,
            Map<String, Map<OnlineKey, Object>> tables,
            Map<OnlineKey, Object> flags,
            String searchPath) {
        this.general = Map.copyOf(general);
        this.tables = Map.copyOf(tables);
        this.flags = Map.copyOf(flags);
        this.searchPath = searchPath;
    }

    /** Where the tool is looked for when it is named without a folder: the variable PATH. */
    public String searchPath() {
        return searchPath;
    }

    /**
     * Reads it from where it may stand.
     *
     * @param file the project's refract.toml
     * @param environment variables; PATH and those that begin with {@code REFRACT_ONLINE_} matter
     * @param flags {@code min_rows=1000}, as {@code --online} was given
     */
    public static OnlineConfiguration read(RefractToml file, Map<String, String> environment, List<String> flags) {
        Optional<RefractToml> online = file.table("online");
        Map<OnlineKey, Object> general =
                online.map(OnlineConfiguration::generalIn).orElseGet(() -> new EnumMap<>(OnlineKey.class));
        general.putAll(variables(environment));
        return new OnlineConfiguration(
                general,
                online.map(OnlineConfiguration::tablesIn).orElse(Map.of()),
                flags(flags),
                environment.getOrDefault("PATH", ""));
    }

    private static Map<OnlineKey, Object> generalIn(RefractToml online) {
        List<String> known = new ArrayList<>(OnlineKey.names());
        known.add(TABLE);
        online.allowOnly(known);
        return valuesIn(online);
    }

    private static Map<String, Map<OnlineKey, Object>> tablesIn(RefractToml online) {
        List<String> known = new ArrayList<>(OnlineKey.names());
        known.add(NAME);
        Map<String, Map<OnlineKey, Object>> tables = new HashMap<>();
        for (RefractToml table : online.tables(TABLE)) {
            table.allowOnly(known);
            String name = table.text(NAME)
                    .orElseThrow(() -> table.wrong(NAME, "is missing: it says which table the rest is about"));
            if (tables.put(name, valuesIn(table)) != null) {
                throw table.wrong(NAME, "stands there twice for \"" + name + "\"");
            }
        }
        return tables;
    }

    private static Map<OnlineKey, Object> valuesIn(RefractToml table) {
        Map<OnlineKey, Object> values = new EnumMap<>(OnlineKey.class);
        for (OnlineKey key : OnlineKey.values()) {
            key.in(table).ifPresent(value -> values.put(key, value));
        }
        return values;
    }

    private static Map<OnlineKey, Object> variables(Map<String, String> environment) {
        Map<OnlineKey, Object> values = new EnumMap<>(OnlineKey.class);
        for (OnlineKey key : OnlineKey.values()) {
            String text = environment.get(key.variable());
            if (text != null && !text.isBlank()) {
                values.put(key, key.parse(text, key.variable()));
            }
        }
        return values;
    }

    private static Map<OnlineKey, Object> flags(List<String> flags) {
        Map<OnlineKey, Object> values = new EnumMap<>(OnlineKey.class);
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            String name = (equals < 0 ? flag : flag.substring(0, equals))
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replace('-', '_');
            OnlineKey key = OnlineKey.of(name)
                    .orElseThrow(() -> new RefractException(
                            null,
                            "--online does not know the key \"" + name + "\".",
                            Nearest.word(name, OnlineKey.names())
                                            .map(near -> "Did you mean " + near + "? ")
                                            .orElse("")
                                    + "Known: " + String.join(", ", OnlineKey.names()) + "."));
            if (equals < 0) {
                throw new RefractException(
                        null,
                        "--online " + name + " has no value.",
                        "Write --online " + name + "=VALUE (" + key.unit() + ").");
            }
            values.put(key, key.parse(flag.substring(equals + 1), "--online " + name));
        }
        return values;
    }

    /**
     * What holds for a table in a migration.
     *
     * @param table the table's name without its database; {@code [[online.table]]} may also name it with it
     */
    public OnlineSettings of(String table, MigrationFile migration) {
        Map<OnlineKey, Object> values = new EnumMap<>(OnlineKey.class);
        for (OnlineKey key : OnlineKey.values()) {
            values.put(key, key.standardValue());
        }
        values.putAll(general);
        values.putAll(tables.getOrDefault(table, Map.of()));
        values.putAll(migration.values());
        values.putAll(flags);
        if (OFF.equals(migration.values().get(OnlineKey.MODE))) {
            values.put(OnlineKey.MODE, OFF); // who wrote the migration knows that it has to be so
        }
        return settings(values);
    }

    @SuppressWarnings("unchecked") // OnlineKey checked each value's type when it read it
    private static OnlineSettings settings(Map<OnlineKey, Object> values) {
        // every key has a standard value
        Function<OnlineKey, Object> value = key -> Objects.requireNonNull(values.get(key));
        return new OnlineSettings(
                choice(Mode.class, value.apply(OnlineKey.MODE)),
                (String) value.apply(OnlineKey.TOOL),
                (Long) value.apply(OnlineKey.MIN_ROWS),
                (Long) value.apply(OnlineKey.MIN_BYTES),
                (Duration) value.apply(OnlineKey.LOCK_TIMEOUT),
                (Duration) value.apply(OnlineKey.PATIENCE),
                (Duration) value.apply(OnlineKey.MAX_BLOCKING),
                (Boolean) value.apply(OnlineKey.SHOW_VALUES),
                (Boolean) value.apply(OnlineKey.TRY_INSTANT),
                (Boolean) value.apply(OnlineKey.TRY_INPLACE),
                (String) value.apply(OnlineKey.MAX_LOAD),
                (String) value.apply(OnlineKey.CRITICAL_LOAD),
                (Double) value.apply(OnlineKey.MAX_LAG),
                (List<String>) value.apply(OnlineKey.CHECK_REPLICAS),
                (Double) value.apply(OnlineKey.CHUNK_TIME),
                (Double) value.apply(OnlineKey.SLEEP),
                choice(ForeignKeysMethod.class, value.apply(OnlineKey.ALTER_FOREIGN_KEYS_METHOD)),
                (Boolean) value.apply(OnlineKey.DROP_OLD_TABLE),
                (List<String>) value.apply(OnlineKey.EXTRA_ARGS),
                (Map<String, String>) value.apply(OnlineKey.SET_VARS),
                (Boolean) value.apply(OnlineKey.ALLOW_UNIQUE));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, Object value) {
        return Enum.valueOf(type, value.toString().toUpperCase(Locale.ROOT));
    }
}
