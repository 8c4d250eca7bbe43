package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.migrate.Leftover;
import dev.refract.migrate.RehearseOptions;
import dev.refract.migrate.RehearseResult;
import dev.refract.report.Event;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "rehearse",
        description =
                "Prove the way back on a scratch database: each migration goes up, down and up again, and the schema "
                        + "must be the same each time.",
        footer = {
            "",
            "Exit code 1 where a way back can't be relied on. The real database is only asked what is pending.",
            "",
            "Examples:",
            "  refract migrate rehearse                            what is pending",
            "  refract migrate rehearse --all                      the whole history",
            "  refract migrate rehearse 20260102030405_add_users   one migration",
            "  refract migrate rehearse --from-dump shop.sql.gz    what is pending, on a copy of real data"
        })
final class RehearseCommand extends VerbCommand {

    @Spec
    private CommandSpec spec;

    @ArgGroup
    private @Nullable Which which;

    static final class Which {
        @Parameters(paramLabel = "NAME", arity = "1..*", description = "The migrations, by their folders' names.")
        private @Nullable List<String> names;

        @SuppressWarnings("UnusedVariable") // the default, which may be said
        @Option(
                names = "--pending",
                required = true,
                description = "Those that the next deploy applies. This is the default.")
        private boolean pending;

        @Option(names = "--all", required = true, description = "The whole history.")
        private boolean all;
    }

    @Option(
            names = "--from-dump",
            paramLabel = "FILE",
            description =
                    "Rehearse on this dump (pg_dump, mysqldump, mariadb-dump, or an SQLite file), and count rows.")
    private @Nullable Path dump;

    @Option(names = "--keep", description = "Leave the scratch database behind, to look at.")
    private boolean keep;

    @Option(
            names = "--remove-leftovers",
            description = "First drop the scratch databases that killed runs left behind.")
    private boolean removeLeftovers;

    @Override
    public Integer call() {
        RehearseOptions options =
                RehearseOptions.DEFAULT.which(which()).dump(dump).keep(keep);
        if (dump != null && options.which() instanceof RehearseOptions.All) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--all and --from-dump exclude each other: the whole history begins with an empty schema");
        }
        Renderer renderer = common.renderer();
        Refract refract = common.configure(renderer).build();
        removeLeftovers(refract.leftovers(), renderer);
        RehearseResult result = refract.rehearse(options);
        renderer.rehearsed(result);
        return result.isGood() ? 0 : 1;
    }

    private RehearseOptions.Which which() {
        if (which != null && which.names != null && !which.names.isEmpty()) {
            return new RehearseOptions.Named(which.names);
        }
        return which != null && which.all ? new RehearseOptions.All() : new RehearseOptions.Pending();
    }

    private void removeLeftovers(List<Leftover> leftovers, Renderer renderer) {
        if (leftovers.isEmpty()) {
            return;
        }
        String names = leftovers.stream().map(Leftover::name).collect(Collectors.joining(", "));
        if (removeLeftovers || asked(names)) {
            leftovers.forEach(Leftover::drop);
        } else {
            renderer.on(new Event.Warning("Runs that were killed have left scratch databases behind: " + names
                    + ". Drop them with: refract migrate rehearse --remove-leftovers"));
        }
    }

    private boolean asked(String names) {
        Console console = common.json() || !Progress.possible() ? null : System.console();
        if (console == null) {
            return false;
        }
        String answer = console.readLine(
                "Runs that were killed have left scratch databases behind: %s. Drop them? [y/N] ", names);
        return answer != null
                && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }
}
