package dev.refract.internal.output;

/** Text as a shell's argument. */
public final class Shell {

    private Shell() {}

    /** As a shell takes it; bash and zsh read control characters in {@code $'…'}. */
    public static String quoted(String text) {
        if (text.matches("[\\w.,:@%+/=-]*[\\w@%+/=-]")) {
            return text;
        }
        if (Controls.escapedLine(text).equals(text)) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        return "$'" + Controls.escapedLine(text.replace("\\", "\\\\").replace("'", "\\'")) + "'";
    }
}
