package dev.refract.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is said of large tables, for the verbs that run scripts. */
final class OnlineOptions {

    @Option(
            names = "--online",
            paramLabel = "KEY=VALUE",
            description = "A setting for large tables, such as mode=off or min_rows=500000; repeatable. "
                    + "Keys as in [online] of refract.toml.")
    private List<String> online = List.of();

    /** What is asked for with {@code --online} wins over what {@code --verbose} means. */
    List<String> settings(CommonOptions common) {
        List<String> settings = new ArrayList<>(common.verbose() ? List.of("show_values=true") : List.of());
        settings.addAll(online);
        return settings;
    }
}
