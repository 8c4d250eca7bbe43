package dev.refract.cli;

import dev.refract.migrate.StatusResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Say where the database stands. Exit code 1 when it is not in sync.",
        footer = {
            "",
            "Examples:",
            "  refract migrate status",
            "  refract migrate status --json",
            "  refract migrate status --strict"
        })
final class StatusCommand extends VerbCommand {

    @Option(
            names = "--strict",
            description = "Exit code 1 also where an applied migration was edited, or its folder is gone.")
    private boolean strict;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        StatusResult result = common.configure(renderer).build().status();
        renderer.status(result, strict);
        return result.upToDate() && (!strict || result.consistent()) ? 0 : 1;
    }
}
