package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.report.RefractException;
import picocli.CommandLine.Command;

@Command(
        name = "seed",
        description = "Run the project's seed command, with the project's variables.",
        footer = {"", "Examples:", "  refract db seed"})
final class SeedCommand extends VerbCommand {

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Refract refract = common.configure(renderer).build();
        String command = refract.seed()
                .orElseThrow(() -> new RefractException(
                        null,
                        "The project has no seed command.",
                        "Name one in prisma.config.ts, as migrations: { seed: \"tsx prisma/seed.ts\" }, or without that "
                                + "file in package.json, as \"prisma\": { \"seed\": \"tsx prisma/seed.ts\" }."));
        Seed.run(
                command,
                refract.seedEnvironment(),
                renderer,
                "The seed command",
                "Fix it, and run this command again; what it did before it failed may be in the database.");
        renderer.done("seed", "command", command, "The seed command has been executed.");
        return 0;
    }
}
