package dev.refract.cli;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Run data migrations in batches, from where each is.",
        footer = {
            "",
            "Examples:",
            "  refract data run --all",
            "  refract data run 20240201000000_backfill_status --dry-run",
            "  refract data run --all --target-time 200ms --window 22:00-06:00 --max-time 2h"
        })
final class DataRunCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which ones.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All that are not done.")
    private boolean all;

    @Option(
            names = "--dry-run",
            description = "Say by which key, with which plan and for how long; one batch is tried and rolled back.")
    private boolean dryRun;

    @Mixin
    private DataRunOptionsMixin options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (all != names.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Give either names or --all");
        }
        Renderer renderer = common.renderer();
        DataRunOptions wanted = options.apply(all ? DataRunOptions.ALL : DataRunOptions.of(names))
                .dryRun(dryRun);
        DataRunResult result = common.configure(renderer).build().data().run(wanted);
        renderer.data(result);
        return dryRun || result.isDone() ? 0 : 1;
    }
}
