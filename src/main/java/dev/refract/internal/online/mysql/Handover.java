package dev.refract.internal.online.mysql;

import dev.refract.internal.online.OnlineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One change of one table, as the tool gets it.
 *
 * @param database the table's
 * @param alter the text for {@code --alter}
 * @param meant whether it renames columns or drops the primary key, and the tool is to be told that this is meant
 * @param referenced whether foreign keys refer to the table
 * @param settings what was configured for the table
 * @param tool the executable
 * @param server what it would connect to
 * @param connection what the defaults file says, without the password
 */
public record Handover(
        String database,
        String table,
        String alter,
        boolean meant,
        boolean referenced,
        OnlineSettings settings,
        Tool tool,
        ServerVersion server,
        String connection) {

    /**
     * Waiting for its moment must not block others, so the tool gives up after a second and tries again for a few
     * minutes.
     */
    private static final String TRIES =
            "create_triggers:60:2,drop_triggers:60:2,copy_rows:10:0.25,swap_tables:60:2,update_foreign_keys:60:2,analyze_table:10:1";

    /** The change as the tool gets it, of the table as it is now. */
    static Handover of(
            Alteration change,
            TableFacts table,
            OnlineSettings settings,
            Tool tool,
            ServerVersion server,
            String connection) {
        List<String> constraints = new ArrayList<>(table.checks());
        table.references().forEach(key -> constraints.add(key.name()));
        boolean meant = change.any(Actions::dropsPrimaryKey)
                || change.any(action -> Actions.renaming(action).isPresent());
        return new Handover(
                table.database(),
                table.name(),
                change.forTool(constraints),
                meant,
                !table.referencedBy().isEmpty(),
                settings,
                tool,
                server,
                connection);
    }

    /** What the tool is to do. */
    public enum Mode {
        DRY_RUN,
        EXECUTE
    }

    /**
     * The arguments, the executable first. No shell reads them, and no secret is among them.
     *
     * @param defaultsFile what holds the credentials
     */
    public List<String> command(Mode mode, String defaultsFile) {
        return command(mode, defaultsFile, List.of());
    }

    /** The same with arguments of Refract's own. */
    List<String> command(Mode mode, String defaultsFile, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                tool.path(),
                "--config",
                "/dev/null", // must come first; a person's own file for the tool is not part of the plan
                "--defaults-file",
                defaultsFile,
                "--charset",
                "utf8mb4",
                "--no-version-check", // it would report to its makers' server
                "--recursion-method",
                "none", // looking for replicas fails with one version on MySQL, with the other on MariaDB
                "--progress",
                "time,5",
                "--tries",
                TRIES,
                "--max-load",
                settings.maxLoad(),
                "--critical-load",
                settings.criticalLoad(),
                "--chunk-time",
                number(settings.chunkTime())));
        if (settings.sleep() > 0) {
            command.addAll(List.of("--sleep", number(settings.sleep())));
        }
        if (!variables().isEmpty()) {
            command.addAll(List.of(
                    "--set-vars",
                    variables().entrySet().stream()
                            .map(pair -> pair.getKey() + "=" + pair.getValue())
                            .collect(Collectors.joining(","))));
        }
        for (String replica : settings.checkReplicas()) {
            command.addAll(List.of(tool.replicaLagOption(), replica, "--max-lag", number(settings.maxLag())));
        }
        if (referenced) {
            command.addAll(List.of(
                    "--alter-foreign-keys-method",
                    settings.alterForeignKeysMethod().name().toLowerCase(Locale.ROOT)));
        }
        if (!settings.dropOldTable()) {
            command.add("--no-drop-old-table");
        }
        if (settings.allowUnique()) {
            command.add("--no-check-unique-key-change");
        }
        if (mode == Mode.EXECUTE && meant) {
            command.add("--no-check-alter"); // the dry run shows whether the tool reads it as the server does
        }
        command.addAll(settings.extraArgs());
        command.addAll(more);
        command.addAll(List.of(
                "--alter",
                alter,
                mode == Mode.EXECUTE ? "--execute" : "--dry-run",
                "D=" + escaped(database) + ",t=" + escaped(table)));
        return List.copyOf(command);
    }

    /**
     * Newer servers explain as a tree by default, which the tool can't read: it takes the table for empty, and copies
     * all of it in one statement that blocks every write.
     */
    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(settings.setVars());
        if (server.hasExplainFormat()) {
            variables.putIfAbsent("explain_format", "TRADITIONAL");
        }
        return variables;
    }

    private static String escaped(String name) {
        return name.replace(",", "\\,");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
