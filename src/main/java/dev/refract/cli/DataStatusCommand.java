package dev.refract.cli;

import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Say how far each data migration is.",
        footer = {"", "Examples:", "  refract data status --json"})
final class DataStatusCommand extends VerbCommand {

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        renderer.data(common.configure(renderer).build().data().status());
        return 0;
    }
}
