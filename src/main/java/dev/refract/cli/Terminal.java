package dev.refract.cli;

import dev.refract.internal.output.Controls;
import dev.refract.internal.output.Secrets;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/**
 * What a person reads, on a terminal or in a log. Secrets are masked and control characters escaped in whatever is
 * printed, wherever it comes from; the only colours are those that {@link #style} puts on.
 */
final class Terminal extends PrintWriter {

    /** Stands for ESC in a style. Nobody outside this process can know it, so no text from elsewhere has colours. */
    private static final String MARK = "\uFDD0" + Long.toHexString(System.nanoTime()) + "\uFDD1";

    private final PrintWriter target;

    Terminal(PrintWriter target) {
        super(target, true);
        this.target = target;
    }

    /** A text that, printed by a terminal, is bold and of a colour where colours are on. */
    static String style(Ansi ansi, String colour, String text) {
        if (!ansi.enabled()) {
            return text;
        }
        Ansi.IStyle[] styles = {Ansi.Style.bold, Ansi.Style.valueOf("fg_" + colour)};
        return marked(Ansi.Style.on(styles)) + text + marked(Ansi.Style.off(styles));
    }

    private static String marked(String sequence) {
        return sequence.replace("\u001B", MARK);
    }

    /** Prints a script for another program to run, to the letter. */
    void verbatim(String script) {
        target.println(script);
    }

    @Override
    public void write(String text, int offset, int length) {
        String shown = shown(text.substring(offset, offset + length));
        super.write(shown, 0, shown.length());
    }

    private static String shown(String text) {
        String shown = Controls.escaped(Secrets.masked(text));
        return shown.contains(MARK) ? shown.replace(MARK, "\u001B") : shown;
    }
}
