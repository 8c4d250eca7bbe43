package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.migrate.DriftResult;
import dev.refract.report.Event;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "drift",
        description =
                "Compare the database with what its applied migrations make of a scratch database. Changes nothing. "
                        + "Exit code 1 where they differ.",
        footer = {
            "",
            "Examples:",
            "  refract migrate drift                                      say what differs",
            "  refract migrate drift --exclude 'audit_*' --ignore comments  but not of these",
            "  refract migrate drift --sql > back.sql                     the statements that lead back"
        })
final class DriftCommand extends VerbCommand {

    @Mixin
    private ScopeOptions scope;

    @Option(
            names = "--sql",
            description = "Print the statements that lead from what the database has to what the migrations make.")
    private boolean sql;

    @Option(names = "--no-cache", description = "Run the migrations again, even if the same ones were run before.")
    private boolean noCache;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        Refract.Builder configuration = common.configure(renderer);
        if (sql && !common.json()) {
            configuration.listener(event -> {
                if (!(event instanceof Event.Connected)) {
                    renderer.on(event);
                }
            });
        }
        DriftResult result =
                configuration.build().drift(scope.options().sql(sql).cache(noCache ? null : cache().orElse(null)));
        renderer.drift(result, sql);
        return result.hasDrift() ? 1 : 0;
    }

    /** The launcher's. */
    private static Optional<Path> cache() {
        String named = text("REFRACT_CACHE").orElse("");
        if (named.equals("off")) {
            return Optional.empty();
        }
        return named.isEmpty()
                ? text("XDG_CACHE_HOME")
                        .map(folder -> Path.of(folder, "refract"))
                        .or(() -> text("HOME").map(folder -> Path.of(folder, ".cache", "refract")))
                : Optional.of(Path.of(named));
    }

    private static Optional<String> text(String variable) {
        @Nullable String value = System.getenv(variable);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }
}
