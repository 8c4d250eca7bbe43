package dev.refract.cli;

import dev.refract.internal.output.Nearest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/**
 * The tree of commands. picocli builds a command's options by reflection, which takes a start several milliseconds
 * each: where the arguments name a command, it is built alone.
 */
final class Commands {

    /** By name, in the order of help. */
    private static final Map<String, Class<?>> MIGRATE = new LinkedHashMap<>();

    private static final Map<String, Class<?>> DB = new LinkedHashMap<>();

    private static final Map<String, Class<?>> DATA = new LinkedHashMap<>();

    static {
        MIGRATE.put("deploy", DeployCommand.class);
        MIGRATE.put("status", StatusCommand.class);
        MIGRATE.put("down", DownCommand.class);
        MIGRATE.put("lint", LintCommand.class);
        MIGRATE.put("drift", DriftCommand.class);
        MIGRATE.put("rehearse", RehearseCommand.class);
        MIGRATE.put("resolve", ResolveCommand.class);
        MIGRATE.put("baseline", BaselineCommand.class);
        MIGRATE.put("squash", SquashCommand.class);
        MIGRATE.put("reset", ResetCommand.class);
        MIGRATE.put("new", NewCommand.class);
        MIGRATE.put("generate-down", GenerateDownCommand.class);
        MIGRATE.put("handover", HandoverCommand.class);
        DB.put("execute", ExecuteCommand.class);
        DB.put("seed", SeedCommand.class);
        DATA.put("new", DataNewCommand.class);
        DATA.put("run", DataRunCommand.class);
        DATA.put("status", DataStatusCommand.class);
        DATA.put("verify", DataVerifyCommand.class);
        DATA.put("pause", DataPauseCommand.class);
        DATA.put("resolve", DataResolveCommand.class);
        DATA.put("down", DataDownCommand.class);
    }

    private Commands() {}

    /** {@code help migrate deploy} is {@code migrate deploy --help}; picocli's own help command knows one level. */
    static String[] spelledOut(String... arguments) {
        if (arguments.length < 3 || !arguments[0].equals("help")) {
            return arguments;
        }
        String[] spelledOut = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
        spelledOut[arguments.length - 1] = "--help";
        return spelledOut;
    }

    /**
     * The command line for these arguments.
     *
     * @param arguments without any, or where they don't begin with a command's whole name, it has all commands
     */
    static CommandLine of(Main main, String... arguments) {
        CommandLine line = new CommandLine(main);
        if (arguments.length > 1 && arguments[0].equals("migrate") && MIGRATE.containsKey(arguments[1])) {
            line.addSubcommand("migrate", group(new MigrateCommand(), Map.of(arguments[1], MIGRATE.get(arguments[1]))));
        } else {
            line.addSubcommand("migrate", group(new MigrateCommand(), MIGRATE))
                    .addSubcommand("data", group(new DataCommand(), DATA))
                    .addSubcommand("db", group(new DbCommand(), DB))
                    .addSubcommand("generate-completion", GenerateCompletion.class)
                    .addSubcommand("help", CommandLine.HelpCommand.class);
        }
        return line;
    }

    /** The command whose verb a word is, or nearly is, wherever it stands; empty where it is no verb. */
    static Optional<String> meant(String word) {
        Map<String, String> whole = new LinkedHashMap<>();
        MIGRATE.keySet().forEach(verb -> whole.put(verb, "refract migrate " + verb));
        DB.keySet().forEach(verb -> whole.put(verb, "refract db " + verb));
        DATA.keySet().forEach(verb -> whole.putIfAbsent(verb, "refract data " + verb));
        return Nearest.name(word, whole.keySet()).map(whole::get);
    }

    private static CommandLine group(Object command, Map<String, Class<?>> commands) {
        CommandLine group = new CommandLine(command);
        commands.forEach(group::addSubcommand);
        return group;
    }
}
