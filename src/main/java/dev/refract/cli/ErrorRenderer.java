package dev.refract.cli;

import dev.refract.internal.output.Controls;
import dev.refract.report.InterruptedRefractException;
import dev.refract.report.RefractException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows what a command failed with, and chooses the exit code. */
final class ErrorRenderer {

    /** Of a message that repeats what somebody typed. */
    private static final int LONGEST = 1000;

    /** picocli names an option's values as Java does. */
    private static final Pattern CONSTANTS =
            Pattern.compile("(?<=expected one of \\[)[A-Z_, ]+(?=\\] \\(case-insensitive\\))");

    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;

    private ErrorRenderer() {}

    /** A command line that makes no sense: why, and where to read how it is used. */
    static int handleUsage(ParameterException error, boolean json) {
        CommandLine command = error.getCommandLine();
        RefractException shown = new RefractException(
                null, Controls.escapedLine(message(error)), suggestion(error) + "See: " + help(command));
        if (json) {
            new JsonRenderer(command.getOut(), KeptOptions.NONE).error(shown);
        } else {
            PrintWriter err = new Terminal(command.getErr());
            err.println(Terminal.style(command.getColorScheme().ansi(), "red", "Error:") + " " + shown.what());
            err.println(shown.next());
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }

    /** What was probably meant by a word that is no command or option. */
    private static String suggestion(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched
                && !error.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.getUnmatched().isEmpty()) {
            Optional<String> meant = Commands.meant(unmatched.getUnmatched().get(0));
            if (meant.isPresent()) {
                return "Did you mean " + meant.get() + "? ";
            }
        }
        List<String> near = error instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream()
                        .filter(name -> !name.equals("help"))
                        .limit(3)
                        .toList()
                : List.of();
        return near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ";
    }

    /** The command did what it should, but nobody can have read what it said: a full disk, a pipe that was closed. */
    static int handleLostOutput(CommandLine line) {
        new TextRenderer(line.getOut(), line.getErr(), Ansi.OFF, false, false, KeptOptions.of(line))
                .error(new RefractException(
                        null,
                        "Standard output could not be written to, so a part of it is missing. The command itself "
                                + "succeeded.",
                        "Make room where it goes, or keep the pipe open. Where the database stands: refract migrate "
                                + "status"));
        return FAILED;
    }

    /** picocli repeats a value, however long it is. */
    private static String message(ParameterException error) {
        String message = CONSTANTS.matcher(String.valueOf(error.getMessage())).replaceAll(values -> values.group()
                .toLowerCase(Locale.ROOT));
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }

    /** What ends Java itself, once for all commands. */
    static void handle(Error error, CommandLine command, boolean json) {
        RefractException shown = described(error);
        Renderer renderer = json
                ? new JsonRenderer(command.getOut(), KeptOptions.NONE)
                : new TextRenderer(command.getOut(), command.getErr(), Ansi.OFF, false, false, KeptOptions.NONE);
        renderer.error(shown);
        if (!(error instanceof VirtualMachineError)) {
            error.printStackTrace(new Terminal(command.getErr()));
        }
    }

    private static RefractException described(Error error) {
        if (error instanceof StackOverflowError) {
            return new RefractException(
                    null,
                    "A script or another file of the project is nested too deeply to be read. What was applied before "
                            + "stays applied.",
                    "Write it with fewer levels of nesting, or allow it more, for example with the variable "
                            + "JDK_JAVA_OPTIONS=-Xss64m, and run the command again.");
        }
        if (error instanceof OutOfMemoryError) {
            return new RefractException(
                    null,
                    "Java's heap is too small for these scripts. What was applied before stays applied.",
                    "Allow it more, for example with the variable JAVA_TOOL_OPTIONS=-Xmx2g, and run the command again.");
        }
        return new RefractException(
                null, "Refract failed in a way it should not: " + error, "Report it, with what is printed here.");
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
            error.printStackTrace(new Terminal(command.getErr()));
        }
        return shown instanceof InterruptedRefractException ? INTERRUPTED : FAILED;
    }
}
