package dev.refract.cli;

import dev.refract.DataMigrations;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resolve",
        description = "Record by hand what became of a data migration.",
        footer = {
            "",
            "Examples:",
            "  refract data resolve 20240201000000_backfill_status --done      somebody has changed the rows",
            "  refract data resolve 20240201000000_backfill_status --restart   begin at the first row again"
        })
final class DataResolveCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Outcome outcome;

    static final class Outcome {
        @Option(names = "--done", required = true, description = "Record it as done.")
        private boolean done;

        @SuppressWarnings("UnusedVariable") // where it is not done, it is this
        @Option(names = "--restart", required = true, description = "Forget how far it is.")
        private boolean restart;
    }

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        DataMigrations data = common.configure(renderer).build().data();
        if (outcome.done) {
            data.resolveDone(name);
            renderer.done("dataResolve", "done", name, name + " is recorded as done.");
        } else {
            data.restart(name);
            renderer.done("dataResolve", "restarted", name, name + " begins at the first row again.");
        }
        return 0;
    }
}
