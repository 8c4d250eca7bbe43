package dev.refract.cli;

import dev.refract.migrate.StatusResult;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "Say where the database stands. Exit code 1 when it is not in sync.",
        footer = {"", "Examples:", "  refract migrate status", "  refract migrate status --json"})
final class StatusCommand extends VerbCommand {

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        StatusResult result = common.configure(renderer).build().status();
        renderer.status(result);
        return result.upToDate() ? 0 : 1;
    }
}
