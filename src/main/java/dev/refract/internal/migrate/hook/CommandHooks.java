package dev.refract.internal.migrate.hook;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.output.Secrets;
import dev.refract.internal.project.RefractToml;
import dev.refract.migrate.Hooks;
import dev.refract.report.Event;
import dev.refract.report.Listener;
import dev.refract.report.RefractException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hooks of {@code [hooks]} in refract.toml: commands. They run in the file's folder, and what they print becomes
 * events. An exit code other than 0 is a failure.
 *
 * <p>Their environment is the one that Refract was started with, less every variable that holds the database's password
 * in any form, or a database URL with one, and with the facts as {@code REFRACT_…}. Variables of .env files are not in
 * it. With {@code pass_url = true} there is {@code REFRACT_URL} as well.
 */
public final class CommandHooks implements Hooks {

    /** The table's name. */
    public static final String TABLE = "hooks";

    /** Such as another database's URL, the shadow database's for one. */
    private static final Pattern URL_WITH_PASSWORD =
            Pattern.compile("(?i)\\b(postgres|postgresql|mysql|mariadb)://[^/@\\s:]*:[^@\\s]+@");

    /** Folders and names, which a password that is a mere word, such as {@code postgres}, may well be a part of. */
    private static final Set<String> PLACES = Set.of(
            "PATH", "HOME", "PWD", "OLDPWD", "SHELL", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "JAVA_HOME", "LANG");

    private static final String TIMEOUT = "timeout";
    private static final String PASS_URL = "pass_url";
    /** A variable may hold 128 KiB on Linux; what does not fit is left out, and the count says so. */
    private static final int MOST_CHARACTERS = 30_000;

    private final Map<Moment, List<String>> commands;
    private final Path folder;
    private final Map<String, String> inherited;
    private final Optional<DatabaseUrl> url;
    private final boolean passUrl;
    private final Optional<Duration> timeout;
    private final Listener listener;

    private CommandHooks(
            Map<Moment, List<String>> commands,
            RefractToml table,
            Path folder,
            Map<String, String> inherited,
            Optional<DatabaseUrl> url,
            Listener listener) {
        this.commands = commands;
        this.folder = folder;
        this.inherited = inherited;
        this.url = url;
        this.passUrl = table.flag(PASS_URL).orElse(false);
        this.timeout = table.duration(TIMEOUT);
        this.listener = listener;
    }

    /**
     * The hooks that a file names; none where it names none.
     *
     * @param file refract.toml
     * @param folder where commands run
     * @param inherited the environment that Refract was started with
     * @param url what is deployed to; empty for a DataSource
     * @param listener hears what the commands print
     * @throws RefractException that names the key whose value is not valid
     */
    public static Hooks read(
            RefractToml file,
            Path folder,
            Map<String, String> inherited,
            Optional<DatabaseUrl> url,
            Listener listener) {
        Optional<RefractToml> table = file.table(TABLE);
        if (table.isEmpty()) {
            return Hooks.NONE;
        }
        Map<Moment, List<String>> commands = new EnumMap<>(Moment.class);
        List<String> known = new ArrayList<>(List.of(TIMEOUT, PASS_URL));
        for (Moment moment : Moment.values()) {
            known.add(moment.key());
            command(table.get(), moment.key()).ifPresent(command -> commands.put(moment, command));
        }
        table.get().allowOnly(known);
        return new CommandHooks(commands, table.get(), folder, inherited, url, listener);
    }

    /** Text is for a shell; a list is a program and its arguments. */
    private static Optional<List<String>> command(RefractToml table, String name) {
        if (table.values().get(name) instanceof List) {
            List<String> arguments = table.texts(name).orElseThrow();
            if (arguments.isEmpty() || arguments.get(0).isBlank()) {
                throw table.wrong(name, "names no program");
            }
            return Optional.of(arguments);
        }
        return table.text(name).map(command -> {
            if (command.isBlank()) {
                throw table.wrong(name, "is empty: it names no command");
            }
            return ChildProcess.shell(command);
        });
    }

    @Override
    public boolean runsAt(Moment moment) {
        return commands.containsKey(moment);
    }

    @Override
    public void beforeDeploy(Facts facts) {
        run(Moment.BEFORE_DEPLOY, facts);
    }

    @Override
    public void beforeEachMigration(Facts facts) {
        run(Moment.BEFORE_EACH_MIGRATION, facts);
    }

    @Override
    public void afterEachMigration(Facts facts) {
        run(Moment.AFTER_EACH_MIGRATION, facts);
    }

    @Override
    public void afterDeploy(Facts facts) {
        run(Moment.AFTER_DEPLOY, facts);
    }

    @Override
    public void beforeDown(Facts facts) {
        run(Moment.BEFORE_DOWN, facts);
    }

    @Override
    public void beforeEachDown(Facts facts) {
        run(Moment.BEFORE_EACH_DOWN, facts);
    }

    @Override
    public void afterEachDown(Facts facts) {
        run(Moment.AFTER_EACH_DOWN, facts);
    }

    @Override
    public void afterDown(Facts facts) {
        run(Moment.AFTER_DOWN, facts);
    }

    @Override
    public void onFailure(Facts facts) {
        run(Moment.ON_FAILURE, facts);
    }

    private void run(Moment moment, Facts facts) {
        String hook = moment.key();
        int exit = new ChildProcess(
                        "hook " + hook,
                        commands.getOrDefault(moment, List.of()),
                        folder,
                        environment(hook, facts),
                        timeout)
                .run(line -> listener.on(new Event.ToolOutput(hook, line)));
        if (exit != 0) {
            throw new RefractException(
                    null,
                    "The hook " + hook + " failed with exit code " + exit + ".",
                    "Look at what it printed, fix it, and run the command again.");
        }
    }

    private Map<String, String> environment(String hook, Facts facts) {
        Map<String, String> environment = new LinkedHashMap<>(inherited);
        environment.values().removeIf(value -> URL_WITH_PASSWORD.matcher(value).find());
        url.ifPresent(target -> environment.entrySet().removeIf(variable -> holdsPassword(variable, target)));
        environment.put("REFRACT_HOOK", hook);
        environment.put("REFRACT_TARGET", facts.database());
        environment.put("REFRACT_PENDING", lines(facts.pending()));
        environment.put("REFRACT_PENDING_COUNT", String.valueOf(facts.pending().size()));
        String done = hook.endsWith("_down") ? "REFRACT_ROLLED_BACK" : "REFRACT_APPLIED";
        environment.put(done, lines(facts.applied()));
        environment.put(done + "_COUNT", String.valueOf(facts.applied().size()));
        facts.migration().ifPresent(name -> environment.put("REFRACT_MIGRATION", name));
        facts.error().ifPresent(error -> environment.put("REFRACT_ERROR", cut(error)));
        url.ifPresent(target -> describe(target, environment));
        return environment;
    }

    private void describe(DatabaseUrl target, Map<String, String> environment) {
        environment.put("REFRACT_PROVIDER", target.dialect().provider());
        if (target.file() != null) {
            environment.put("REFRACT_DATABASE", String.valueOf(target.file()));
        } else {
            environment.put("REFRACT_DATABASE", target.database());
            environment.put("REFRACT_SCHEMA", target.schema());
            environment.put("REFRACT_HOST", target.host());
            environment.put("REFRACT_PORT", String.valueOf(target.port()));
            environment.put("REFRACT_USER", target.user());
        }
        if (passUrl) {
            environment.put("REFRACT_URL", text(target));
        }
    }

    /** Whether a variable holds the password, or the one that opens the client's key. */
    private static boolean holdsPassword(Map.Entry<String, String> variable, DatabaseUrl url) {
        return Stream.of(Optional.ofNullable(url.password()), Optional.of(url.identityPassword()))
                .flatMap(Optional::stream)
                .filter(password -> !password.isEmpty())
                .filter(password -> !PLACES.contains(variable.getKey().toUpperCase(Locale.ROOT))
                        || !password.chars().allMatch(Character::isLetter))
                .anyMatch(password -> Secrets.holds(variable.getValue(), password));
    }

    /** The URL, password and all. */
    private static String text(DatabaseUrl url) {
        if (url.file() != null) {
            return "file:" + url.file();
        }
        String login = encoded(url.user()) + (url.password() == null ? "" : ":" + encoded(url.password()));
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        String parameters = url.parameters().entrySet().stream()
                .map(p -> encoded(p.getKey()) + "=" + encoded(p.getValue()))
                .collect(Collectors.joining("&"));
        return url.dialect().provider() + "://" + (login.isEmpty() ? "" : login + "@") + host + ":" + url.port() + "/"
                + encoded(url.database()) + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String lines(List<String> names) {
        return cut(String.join("\n", names));
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "\n…";
    }
}
