package dev.refract.internal.lint;

import dev.refract.internal.history.NameOrder;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.rules.Rule;
import dev.refract.internal.project.RefractToml;
import dev.refract.migrate.LintFinding.Severity;
import dev.refract.migrate.LintMode;
import dev.refract.migrate.LintOptions;
import dev.refract.report.RefractException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code [lint]} of refract.toml, and what of {@code [deploy]} matters to it.
 *
 * @param severities {@code [lint.rules]}: what a rule's findings are instead; empty for one that is off
 * @param startAfter {@code start_after}: the last migration that is not looked at
 * @param smallTable {@code small_table}: fewer rows make locks and rewrites an info
 * @param largeTable {@code large_table}: more make a warning an error
 * @param ignoredTables {@code ignore_tables}: in small letters
 * @param serverVersion {@code server_version}: the server to judge for
 * @param deploy what a deploy does
 * @param ignores {@code [[lint.ignore]]}
 * @param limitsWaits whether a deploy sets how long a statement waits for a lock
 */
public record LintSettings(
        Map<String, Optional<Severity>> severities,
        Optional<String> startAfter,
        Optional<Long> smallTable,
        Optional<Long> largeTable,
        Set<String> ignoredTables,
        Optional<String> serverVersion,
        LintMode deploy,
        List<Ignore> ignores,
        boolean limitsWaits) {

    /** The table's name. */
    public static final String TABLE = "lint";

    /**
     * Somebody's decision not to hear a rule, which does not change the script's checksum.
     *
     * @param file where it is written
     * @param line the line there, from 1
     * @param migration its folder's name
     * @param rule the rule's id
     * @param statement its number; empty for the whole script
     * @param reason why; empty where nobody said
     */
    record Ignore(String file, int line, String migration, String rule, Optional<Integer> statement, String reason) {}

    private static final int MOST_STATEMENTS = 1_000_000;
    private static final String SMALL_TABLE = "small_table";
    private static final String LARGE_TABLE = "large_table";
    private static final String SERVER_VERSION = "server_version";
    private static final String STATEMENT = "statement";

    /**
     * Reads it.
     *
     * @param file refract.toml
     * @param limitsWaits whether a deploy sets how long a statement waits for a lock, whoever says so
     * @throws RefractException that names the key, or the rule that there is not
     */
    public static LintSettings read(RefractToml file, boolean limitsWaits) {
        RefractToml table = file.table(TABLE).orElse(RefractToml.empty(file.file(), TABLE));
        table.allowOnly(List.of(
                "rules", "start_after", SMALL_TABLE, LARGE_TABLE, "ignore_tables", SERVER_VERSION, "deploy", "ignore"));
        return new LintSettings(
                severities(table),
                table.text("start_after"),
                size(SMALL_TABLE, table),
                size(LARGE_TABLE, table),
                table.texts("ignore_tables").orElse(List.of()).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                serverVersion(table),
                mode(table),
                table.tables("ignore").stream().map(LintSettings::ignore).toList(),
                limitsWaits);
    }

    private static Map<String, Optional<Severity>> severities(RefractToml table) {
        Map<String, Optional<Severity>> severities = new LinkedHashMap<>();
        RefractToml rules = table.table("rules").orElse(RefractToml.empty(table.file(), "lint.rules"));
        for (String id : new TreeSet<>(rules.values().keySet())) {
            RuleIds.require(id, " (" + rules.file() + place(rules, id) + ")");
            severities.put(
                    id,
                    switch (rules.text(id).orElseThrow()) {
                        case "error" -> Optional.of(Severity.ERROR);
                        case "warning", "warn" -> Optional.of(Severity.WARNING);
                        case "info" -> Optional.of(Severity.INFO);
                        case "off" -> Optional.empty();
                        default -> throw rules.wrong(id, "must be \"error\", \"warning\", \"info\" or \"off\"");
                    });
        }
        return Map.copyOf(severities);
    }

    private static Optional<Long> size(String key, RefractToml table) {
        Optional<Long> rows = table.wholeNumber(key);
        if (rows.filter(number -> number < 0).isPresent()) {
            throw table.wrong(key, "must be a number of rows, from 0");
        }
        return rows;
    }

    private static Optional<String> serverVersion(RefractToml table) {
        Optional<String> named = table.text(SERVER_VERSION);
        try {
            named.ifPresent(Server::of);
        } catch (RefractException e) {
            throw table.wrong(SERVER_VERSION, "must be a server such as \"postgresql:16\" or \"mysql:8.4\"");
        }
        return named;
    }

    private static LintMode mode(RefractToml table) {
        String text = table.text("deploy").orElse("off");
        return Arrays.stream(LintMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> table.wrong("deploy", "must be \"off\", \"warn\" or \"refuse\""));
    }

    private static Ignore ignore(RefractToml table) {
        table.allowOnly(List.of("migration", "rule", STATEMENT, "reason"));
        int line = table.lines().values().stream().min(Integer::compare).orElse(1);
        String rule = required(table, "rule", line);
        RuleIds.require(rule, " (" + table.file() + place(table, "rule") + ")");
        Optional<Integer> statement = table.wholeNumber(STATEMENT, MOST_STATEMENTS);
        if (statement.filter(number -> number == 0).isPresent()) {
            throw table.wrong(STATEMENT, "counts from 1");
        }
        return new Ignore(
                table.file(),
                line,
                required(table, "migration", line),
                rule,
                statement,
                table.text("reason").map(String::strip).orElse(""));
    }

    private static String place(RefractToml table, String key) {
        Integer line = table.lines().get(key);
        return line == null ? "" : " line " + line;
    }

    private static String required(RefractToml table, String key, int line) {
        return table.text(key)
                .orElseThrow(() -> new RefractException(
                        null,
                        "[[lint.ignore]] in " + table.file() + " line " + line + " has no " + key + ".",
                        "Say what is to be ignored: migration = \"…\", rule = \"…\", reason = \"…\"."));
    }

    /** The options with these sizes, where nobody chose others. */
    LintOptions sized(LintOptions options) {
        LintOptions small = options.smallTable() == LintOptions.DEFAULT.smallTable()
                ? options.smallTable(smallTable.orElse(options.smallTable()))
                : options;
        return small.largeTable() == LintOptions.DEFAULT.largeTable()
                ? small.largeTable(largeTable.orElse(small.largeTable()))
                : small;
    }

    /** Whether a rule is heard: one that is off by itself only where it was given a severity. */
    boolean isHeard(Rule rule) {
        return rule.isOn() || severities.containsKey(rule.id());
    }

    /** What a finding of a rule is; empty where it is off. */
    Optional<Severity> severity(String rule, Severity own) {
        return Objects.requireNonNullElse(severities.get(rule), Optional.of(own));
    }

    /** Whether a migration is before those that are looked at. */
    boolean isBefore(String migration) {
        return startAfter
                .filter(last -> NameOrder.INSTANCE.compare(migration, last) <= 0 || migration.startsWith(last))
                .isPresent();
    }

    /** Whether nobody wants to hear of any of these tables. */
    boolean ignores(List<String> tables) {
        return !tables.isEmpty()
                && tables.stream().allMatch(table -> ignoredTables.contains(table.toLowerCase(Locale.ROOT)));
    }

    /** The decisions about one migration. */
    List<Ignore> ignoresOf(String migration) {
        List<Ignore> own = new ArrayList<>(ignores);
        own.removeIf(ignore -> !ignore.migration().equals(migration));
        return own;
    }
}
