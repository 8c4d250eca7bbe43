package dev.refract.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "new",
        description = "Make a new data migration.",
        footer = {"", "Examples:", "  refract data new \"backfill user status\" --table users"})
final class DataNewCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", description = "What it does, in a few words.")
    private String name;

    @Option(names = "--table", paramLabel = "TABLE", required = true, description = "The table that it goes through.")
    private String table = "";

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Path folder = common.configure(renderer).build().data().create(name, table);
        renderer.done("dataNew", "folder", folder.toString(), "Created " + folder);
        return 0;
    }
}
