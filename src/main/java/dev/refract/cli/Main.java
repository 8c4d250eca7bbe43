package dev.refract.cli;

import dev.refract.internal.connect.Jdbc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line's entry point. */
@Command(
        name = "refract",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs Prisma migrations on the JVM, without Node, and rolls them back.",
        footer = {
            "",
            "Examples:",
            "  refract migrate deploy                          apply what is pending, in the project of this folder",
            "  refract migrate deploy --dry-run                say what would run",
            "  refract migrate status --json                   where the database stands, for a program",
            "  refract migrate deploy --url file:./dev.db --migrations prisma/migrations"
        })
public final class Main {

    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Prisma's letter is the small one. */
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-v", "-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;

    /** How long a command may clean up before it is asked whether its server is still there, and that may take. */
    private static final Duration QUICK = Duration.ofMillis(500);

    private Main() {}

    public static void main(String[] args) {
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(interruptOnSignal(Thread.currentThread(), finished));
        int code = FAILED;
        String[] arguments = Commands.spelledOut(args);
        CommandLine line = commandLine(arguments);
        try {
            code = line.execute(arguments);
        } catch (Error e) {
            ErrorRenderer.handle(e, line, List.of(arguments).contains("--json"));
        } finally {
            // whatever happened: the hook waits for this
            line.getOut().flush();
            finished.countDown();
        }
        System.exit(code == 0 && System.out.checkError() ? ErrorRenderer.handleLostOutput(line) : code);
    }

    /**
     * The command line; a test runs it without a process of its own. JSON on standard output is UTF-8 in every locale.
     *
     * @param args what it will run; none: anything
     */
    static CommandLine commandLine(String... args) {
        boolean json = List.of(args).contains("--json");
        CommandLine line = Commands.of(new Main(), args);
        line.setOut(Streams.writer(System.out, json ? StandardCharsets.UTF_8 : Streams.charset()));
        line.setErr(Streams.writer(System.err, Streams.charset()));
        line.setExecutionExceptionHandler(ErrorRenderer::handle);
        line.setParameterExceptionHandler((error, arguments) -> ErrorRenderer.handleUsage(error, json));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setAllowOptionsAsOptionParameters(tiesAnOption(args));
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    /** Whether a value that looks like an option is tied to its own, as in {@code --rolled-back=--help}. */
    private static boolean tiesAnOption(String... args) {
        for (String argument : args) {
            if (argument.startsWith("--") && argument.contains("=-")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Ctrl-C and SIGTERM begin the JVM's shutdown: interrupt the command, wait until it has cleaned up, then end with
     * 130 for both. After an ordinary end there is nothing to interrupt.
     */
    private static Thread interruptOnSignal(Thread command, CountDownLatch finished) {
        return new Thread(
                () -> {
                    if (finished.getCount() == 0) {
                        return;
                    }
                    command.interrupt();
                    try {
                        if (!finished.await(QUICK.toMillis(), TimeUnit.MILLISECONDS)) {
                            Jdbc.abandonDeadLinks(QUICK);
                            finished.await();
                        }
                    } catch (InterruptedException e) {
                        // nobody interrupts this thread
                    }
                    Runtime.getRuntime().halt(INTERRUPTED);
                },
                "refract-interrupt");
    }
}
