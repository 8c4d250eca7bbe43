package dev.refract.cli;

import dev.refract.data.DataRunOptions;
import dev.refract.data.DataRunResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "down",
        description = "Run the down.sql of a data migration, in batches.",
        footer = {"", "Examples:", "  refract data down 20240201000000_backfill_status"})
final class DataDownCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    @Mixin
    private DataRunOptionsMixin options;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        DataRunResult result =
                common.configure(renderer).build().data().down(name, options.apply(DataRunOptions.of(List.of(name))));
        renderer.data(result);
        return result.isDone() ? 0 : 1;
    }
}
