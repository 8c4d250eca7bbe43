package dev.refract.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "new",
        description = "Make a new, empty migration.",
        footer = {"", "Examples:", "  refract migrate new \"add users\" --down"})
final class NewCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", description = "What it does, in a few words.")
    private String name;

    @Option(names = "--down", description = "Make an empty down.sql as well.")
    private boolean down;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Path folder = common.configure(renderer).build().create(name, down);
        renderer.done("new", "folder", folder.toString(), "Created " + folder);
        return 0;
    }
}
