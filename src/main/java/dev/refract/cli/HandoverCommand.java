package dev.refract.cli;

import dev.refract.migrate.HandoverResult;
import picocli.CommandLine.Command;

@Command(
        name = "handover",
        description =
                "Say whether Prisma 8 can take the database over, and how. Changes nothing. Exit code 1 when not.",
        footer = {"", "Examples:", "  refract migrate handover"})
final class HandoverCommand extends VerbCommand {

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        HandoverResult result = common.configure(renderer).build().handover();
        renderer.handover(result);
        return result.ready() ? 0 : 1;
    }
}
