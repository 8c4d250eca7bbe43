package dev.refract.internal.online.mysql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's make and version. */
public record ServerVersion(boolean mariadb, int major, int minor, int patch) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

    /** Reads what {@code SELECT VERSION()} answers. */
    static ServerVersion parse(String text) {
        boolean mariadb = text.toLowerCase(java.util.Locale.ROOT).contains("mariadb");
        Matcher matcher = NUMBERS.matcher(text.replaceFirst(
                "^5\\.5\\.5-(?=\\d+\\.\\d+\\.\\d+-MariaDB)", "")); // how MariaDB poses before old clients
        return matcher.find()
                ? new ServerVersion(
                        mariadb,
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)))
                : new ServerVersion(mariadb, 0, 0, 0);
    }

    /** MySQL 8.0.32 and later have the variable explain_format. */
    boolean hasExplainFormat() {
        return !mariadb && (isAtLeast(8, 1) || major == 8 && minor == 0 && patch >= 32);
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
    }
}
