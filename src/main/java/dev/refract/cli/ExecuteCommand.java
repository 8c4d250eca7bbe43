package dev.refract.cli;

import dev.refract.internal.history.ScriptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "execute",
        description = "Run a script. Nothing is recorded.",
        footer = {
            "",
            "Examples:",
            "  refract db execute --file script.sql",
            "  echo 'SELECT 1' | refract db execute --stdin"
        })
final class ExecuteCommand extends VerbCommand {

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source;

    static final class Source {
        @Option(names = "--file", paramLabel = "FILE", required = true, description = "The script's file.")
        private @Nullable Path file;

        @SuppressWarnings("UnusedVariable") // where there is no file, it is this
        @Option(names = "--stdin", required = true, description = "Read the script from standard input.")
        private boolean stdin;
    }

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        String name = source.file == null ? "the script from standard input" : source.file.toString();
        common.configure(renderer).build().execute(name, text(name));
        renderer.done("execute", "script", name, "Script executed successfully.");
        return 0;
    }

    private String text(String name) {
        Path file = source.file;
        return ScriptFile.text(
                name, () -> file == null ? Streams.read(System.in::readAllBytes) : Files.readAllBytes(file));
    }
}
