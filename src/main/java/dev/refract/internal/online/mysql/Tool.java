package dev.refract.internal.online.mysql;

import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed pt-online-schema-change.
 *
 * @param path the executable, absolute where it was found in PATH
 * @param version its parts, such as 3, 7, 1
 */
public record Tool(String path, List<Integer> version) {

    /** The oldest version that Refract is tested with. */
    static final List<Integer> OLDEST = List.of(3, 2, 1);

    private static final List<Integer> SAYS_REPLICA = List.of(3, 7, 0);
    private static final Pattern VERSION = Pattern.compile("pt-online-schema-change (\\d+)\\.(\\d+)\\.(\\d+)");

    public Tool {
        version = List.copyOf(version);
    }

    /**
     * Looks the tool up and asks for its version.
     *
     * @param tool a path, or a name to look up in PATH
     * @param searchPath folders, colon-separated, as in the variable PATH
     * @throws RefractException where there is none, it does not run, or it is too old
     */
    static Tool find(String tool, String searchPath) {
        String path = tool.contains("/") ? tool : inPath(tool, searchPath);
        String output = versionOutput(path);
        Matcher matcher = VERSION.matcher(output);
        if (!matcher.find()) {
            throw new RefractException(
                    null,
                    path + " --version does not answer as pt-online-schema-change does:\n" + output.strip(),
                    INSTALL);
        }
        Tool found = new Tool(
                path,
                List.of(
                        Integer.valueOf(matcher.group(1)),
                        Integer.valueOf(matcher.group(2)),
                        Integer.valueOf(matcher.group(3))));
        if (!found.isAtLeast(OLDEST)) {
            throw new RefractException(
                    null,
                    path + " is version " + found.number() + ", and Refract knows its ways from 3.2.1 on.",
                    INSTALL);
        }
        return found;
    }

    private static final String INSTALL =
            "Install percona-toolkit (Debian and Ubuntu: apt-get install percona-toolkit), or name the tool with "
                    + "--online tool=PATH, REFRACT_ONLINE_TOOL or tool = \"PATH\" under [online] in refract.toml.";

    private static String inPath(String name, String path) {
        return Arrays.stream(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() ->
                        new RefractException(null, name + " is not installed: it is in no folder of PATH.", INSTALL));
    }

    private static String versionOutput(String path) {
        try {
            Process process = new ProcessBuilder(path, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return output;
        } catch (IOException e) {
            throw new RefractException(null, "Can't run " + path + ": " + e.getMessage(), INSTALL, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    boolean isAtLeast(List<Integer> other) {
        for (int i = 0; i < other.size(); i++) {
            int difference = version.get(i) - other.get(i);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    /** For example {@code 3.7.1}. */
    public String number() {
        return version.get(0) + "." + version.get(1) + "." + version.get(2);
    }

    String replicaLagOption() {
        return isAtLeast(SAYS_REPLICA) ? "--check-replica-lag" : "--check-slave-lag";
    }

    /** Older ones take {@code RENAME COLUMN} for an added column, and the data of the old one would be lost. */
    boolean knowsRenameColumn() {
        return isAtLeast(List.of(3, 7, 1));
    }

    /** Newer ones refuse to run on a replica, and ask. */
    boolean looksForItsSource() {
        return isAtLeast(List.of(3, 7, 1));
    }

    /** Older ones take MySQL's warning about bytes that are no text for an error. */
    boolean walksBinaryKeys() {
        return isAtLeast(List.of(3, 7, 1));
    }

    /** Older ones rebuild the foreign keys of other tables with checks on, which copies those tables under a lock. */
    boolean rebuildsConstraintsInPlace() {
        return isAtLeast(List.of(3, 7, 1));
    }

    /** Older ones refuse it on any MySQL 8 or later. */
    boolean dropSwapsOn(ServerVersion server) {
        return server.mariadb()
                || !server.isAtLeast(8, 0)
                || isAtLeast(List.of(3, 7, 1)) && !(server.major() == 8 && server.minor() == 0 && server.patch() <= 14);
    }

    /** Older ones ask {@code SHOW SLAVE STATUS}, which MySQL 8.4 does not know. */
    boolean readsLagOf(ServerVersion server) {
        return server.mariadb() || !server.isAtLeast(8, 4) || isAtLeast(SAYS_REPLICA);
    }
}
