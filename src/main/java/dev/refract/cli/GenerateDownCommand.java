package dev.refract.cli;

import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.GenerateDownResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "generate-down",
        description = "Write down.sql, the way back, for migrations that lack one, and try it on a scratch database.",
        footer = {
            "",
            "Exit code 1 where a file does not lead back exactly, or has a TODO to finish.",
            "",
            "Examples:",
            "  refract migrate generate-down                                   for all that lack one",
            "  refract migrate generate-down --pending                         for those that the database does not "
                    + "have yet",
            "  refract migrate generate-down 20260102030405_add_users --stdout show it only"
        })
final class GenerateDownCommand extends VerbCommand {

    @ArgGroup(exclusive = true)
    private @Nullable Which which;

    static final class Which {
        @Parameters(paramLabel = "NAME", arity = "1..*", description = "The migrations, by their folders' names.")
        private @Nullable List<String> names;

        @Option(
                names = "--pending",
                required = true,
                description = "Those that the database does not have yet and that lack one.")
        private boolean pending;

        @SuppressWarnings("UnusedVariable") // the default, which may be said
        @Option(names = "--missing", required = true, description = "All that lack one. This is the default.")
        private boolean missing;
    }

    @Option(names = "--stdout", description = "Print what would be written, and write no file.")
    private boolean stdout;

    @Option(names = "--force", description = "Write over a down.sql that is there.")
    private boolean force;

    @Option(names = "--no-verify", description = "Don't try the files.")
    private boolean noVerify;

    @Option(names = "--no-sample", description = "Try the files on empty tables only, without rows.")
    private boolean noSample;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        GenerateDownOptions options = GenerateDownOptions.DEFAULT
                .which(which())
                .write(!stdout)
                .force(force)
                .verify(!noVerify)
                .sample(!noSample);
        GenerateDownResult result = common.configure(renderer).build().generateDown(options);
        renderer.generated(result, stdout);
        return result.isGood() ? 0 : 1;
    }

    private GenerateDownOptions.Which which() {
        if (which != null && which.names != null && !which.names.isEmpty()) {
            return new GenerateDownOptions.Named(which.names);
        }
        return which != null && which.pending ? new GenerateDownOptions.Pending() : new GenerateDownOptions.Missing();
    }
}
