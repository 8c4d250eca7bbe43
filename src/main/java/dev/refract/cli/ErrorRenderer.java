package dev.refract.cli;

import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Shows what a command failed with, and chooses the exit code. */
final class ErrorRenderer {

    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;

    private ErrorRenderer() {
    }

    static int handle(Exception error, CommandLine command, ParseResult parsed) {
        CommonOptions options = command.getCommand() instanceof VerbCommand verb ? verb.common : new CommonOptions();
        RefractException shown = error instanceof RefractException refract ? refract
                : new RefractException(null, "Refract failed in a way it should not: " + error, "Run it again with --verbose, and report what it prints.", error);
        options.renderer().error(shown);
        if (options.verbose()) {
            error.printStackTrace(command.getErr());
        }
        return shown instanceof InterruptedRefractException ? INTERRUPTED : FAILED;
    }
}
