package dev.refract.cli;

import dev.refract.internal.history.Migration;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
        try {
            byte[] bytes =
                    source.file == null ? Streams.read(System.in::readAllBytes) : Files.readAllBytes(source.file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefractException(null, name + " is not UTF-8.", "Save it as UTF-8. Nothing was run.", e);
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Could not read " + name + ": " + Migration.reason(e) + ".",
                    "Check its path and permissions.",
                    e);
        }
    }
}
