package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.internal.migrate.hook.Seed;
import java.nio.file.Path;
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
        String command = Seed.required(refract.seed());
        Seed.run(
                command,
                Path.of("").toAbsolutePath(),
                refract.seedEnvironment(),
                renderer,
                "The seed command",
                Seed.AGAIN);
        renderer.done("seed", "command", command, "The seed command has been executed.");
        return 0;
    }
}
