package dev.refract.cli;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import dev.refract.internal.sql.LineCounter;
import dev.refract.migrate.LintFinding;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * The statement of a finding, with the part marked that it is about: by a line beneath it, by the sign at the edge
 * where the part has several lines, and by a colour. Of a long one its beginning is shown, and what is around the part.
 */
final class LintExcerpt {

    /** Of the part that is marked. */
    private static final int LINES = 6;
    /** Of a line; how much of it stands before the part at most. */
    private static final int WIDTH = 110;

    private static final int BEFORE = 40;

    private final LintFinding finding;
    private final Ansi ansi;
    private final String colour;
    private final List<String> lines;
    private final int first;
    private final int gutter;
    private final LineCounter places;

    LintExcerpt(LintFinding finding, Ansi ansi, String colour) {
        this.finding = finding;
        this.ansi = ansi;
        this.colour = colour;
        String sql = finding.sql();
        lines = List.of(sql.split("\r\n|\n|\r", -1));
        places = new LineCounter(sql);
        first = finding.line() - lineOf(finding.sqlFrom());
        gutter = String.valueOf(first + lines.size() - 1).length();
    }

    /** From 0, as in the list. */
    private int lineOf(int offset) {
        return places.line(offset) - 1;
    }

    private int start(int line) {
        return places.start(line + 1);
    }

    /** What a person sees, a line each. */
    List<String> lines() {
        int from = lineOf(finding.sqlFrom());
        int to = lineOf(Math.max(finding.sqlFrom(), finding.sqlTo() - 1));
        List<String> shown = new ArrayList<>();
        if (from > 1) {
            shown.add(line(0, false));
        }
        if (from > 2) {
            shown.add(cut());
        }
        if (from > 0) {
            shown.add(line(from - 1, false));
        }
        int last = Math.min(to, from + LINES - 1);
        for (int line = from; line <= last; line++) {
            shown.add(line(line, from != to));
            if (from == to) {
                shown.add(mark(line));
            }
        }
        if (last < lines.size() - 1) {
            if (last == to && last + 1 == lines.size() - 1) {
                shown.add(line(last + 1, false));
            } else {
                shown.add(cut());
            }
        }
        return shown;
    }

    private String edge(String number, boolean marked) {
        return (marked ? "> " : "  ") + " ".repeat(gutter - number.length()) + number + " | ";
    }

    private String cut() {
        return edge("", false) + "…";
    }

    private String line(int line, boolean marked) {
        String text = lines.get(line);
        int from = Math.min(Math.max(finding.sqlFrom() - start(line), 0), text.length());
        int to = Math.min(Math.max(finding.sqlTo() - start(line), from), text.length());
        int begin = begin(line);
        int end = Math.min(text.length(), begin + WIDTH);
        String edge = edge(String.valueOf(first + line), marked || from < to) + (begin > 0 ? "…" : "");
        String whole = text.substring(begin, end);
        // a colour in the midst of a password would hide it from the mask
        String shown = from < to && Secrets.masked(text).equals(text)
                ? plain(text.substring(begin, from))
                        + Terminal.style(ansi, colour, plain(text.substring(from, Math.min(to, end))))
                        + plain(text.substring(Math.min(to, end), end))
                : plain(Secrets.masked(text).equals(text) ? whole : Secrets.masked(text));
        return edge + shown + (end < text.length() ? "…" : "");
    }

    /** Where a line begins to be shown: at its start, unless what is marked would be cut off. */
    private int begin(int line) {
        String text = lines.get(line);
        int from = Math.max(finding.sqlFrom() - start(line), 0);
        if (text.length() <= WIDTH || from >= text.length() || finding.sqlTo() <= start(line)) {
            return 0;
        }
        int to = Math.min(finding.sqlTo() - start(line), text.length());
        int begin = to <= WIDTH ? 0 : Math.max(0, from - BEFORE);
        return begin > 0 && Character.isLowSurrogate(text.charAt(begin)) ? begin - 1 : begin;
    }

    private String mark(int line) {
        String text = lines.get(line);
        int begin = begin(line);
        int from = Math.min(Math.max(finding.sqlFrom() - start(line), begin), text.length());
        int to = Math.min(Math.max(finding.sqlTo() - start(line), from), Math.min(text.length(), begin + WIDTH));
        String space = (begin > 0 ? " " : "") + space(plain(text.substring(begin, from)));
        String sign =
                "^".repeat(Math.max(1, space(plain(text.substring(from, to))).length()));
        return edge("", false) + space + Terminal.style(ansi, colour, sign);
    }

    private static String plain(String text) {
        return Controls.escapedLine(text);
    }

    /** As wide as the text on a terminal; tabs stay what they are. */
    private static String space(String text) {
        StringBuilder space = new StringBuilder();
        text.codePoints().forEach(c -> space.append(c == '\t' ? "\t" : " ".repeat(width(c))));
        return space.toString();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = Character.isIdeographic(c)
                || c >= 0x1100 && c <= 0x115F
                || c >= 0x3000 && c <= 0x33FF
                || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xFF01 && c <= 0xFF60
                || c >= 0x1F300 && c <= 0x1FAFF;
        return wide ? 2 : 1;
    }
}
