package dev.refract.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Ask each verify.sql how many rows are left; exit code 1 where there are any.",
        footer = {"", "Examples:", "  refract data verify"})
final class DataVerifyCommand extends VerbCommand {

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which ones. Default: all that have a verify.sql.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Map<String, Long> left = common.configure(renderer).build().data().verify(names);
        renderer.verified(left);
        return left.values().stream().anyMatch(rows -> rows > 0) ? 1 : 0;
    }
}
