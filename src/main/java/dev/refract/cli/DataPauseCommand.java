package dev.refract.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause",
        description = "Stop the process that runs a data migration, after its batch.",
        footer = {"", "Examples:", "  refract data pause 20240201000000_backfill_status"})
final class DataPauseCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        common.configure(renderer).build().data().pause(name);
        renderer.done("dataPause", "paused", name, name + " is paused. To go on: refract data run " + name);
        return 0;
    }
}
