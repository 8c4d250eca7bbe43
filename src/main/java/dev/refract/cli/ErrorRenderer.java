package dev.refract.cli;

import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows what a command failed with, and chooses the exit code. */
final class ErrorRenderer {

    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;

    private ErrorRenderer() {}

    /** A command line that makes no sense: says why, and how it is used. */
    static int handleUsage(ParameterException error, boolean json) {
        CommandLine command = error.getCommandLine();
        if (json) {
            new JsonRenderer(command.getOut())
                    .error(new RefractException(
                            null,
                            error.getMessage(),
                            "See: " + command.getCommandSpec().qualifiedName() + " --help"));
        } else {
            command.getErr().println(command.getColorScheme().errorText(error.getMessage()));
            if (!UnmatchedArgumentException.printSuggestions(error, command.getErr())) {
                command.usage(command.getErr());
            }
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** A command that failed. */
    static int handle(Exception error, CommandLine command, ParseResult parsed) {
        CommonOptions options = command.getCommand() instanceof VerbCommand verb ? verb.common : new CommonOptions();
        RefractException shown = error instanceof RefractException refract
                ? refract
                : new RefractException(
                        null,
                        "Refract failed in a way it should not: " + error,
                        "Run it again with --verbose, and report what it prints.",
                        error);
        options.renderer().error(shown);
        if (options.verbose()) {
            error.printStackTrace(command.getErr());
        }
        return shown instanceof InterruptedRefractException ? INTERRUPTED : FAILED;
    }
}
