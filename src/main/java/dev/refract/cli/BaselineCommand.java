package dev.refract.cli;

import dev.refract.Refract;
import dev.refract.migrate.BaselineOptions;
import dev.refract.migrate.BaselineResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "baseline",
        description =
                "Bring a database that has its tables already under migrations. Exit code 1 where it differs from "
                        + "what they make.",
        footer = {
            "",
            "Examples:",
            "  refract migrate baseline --up-to 20260102030405_add_users   record these, if the database has what they do",
            "  refract migrate baseline --from-database                    write a first migration from the database"
        })
final class BaselineCommand extends VerbCommand {

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which;

    static final class Which {
        @Option(
                names = "--up-to",
                paramLabel = "NAME",
                required = true,
                description = "Record this migration and all before it as applied.")
        private @Nullable String upTo;

        @Option(
                names = "--from-database",
                required = true,
                description = "Write the first migration from what the database has; nothing is recorded yet.")
        private boolean fromDatabase;
    }

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "0_init",
            description = "With --from-database: what it is called. Default: ${DEFAULT-VALUE}.")
    private String name = "";

    @Option(names = "--force", description = "With --up-to: record without a look at what the database has.")
    private boolean force;

    @Mixin
    private ScopeOptions scope;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Prisma8Option prisma8;

    @Override
    public Integer call() {
        if (which.fromDatabase ? force : spec.commandLine().getParseResult().hasMatchedOption("--name")) {
            throw new ParameterException(
                    spec.commandLine(), "--force goes with --up-to, and --name with --from-database");
        }
        Renderer renderer = common.renderer();
        Refract refract = prisma8.apply(common.configure(renderer)).build();
        BaselineOptions options =
                which.upTo == null ? BaselineOptions.FROM_DATABASE.name(name) : BaselineOptions.upTo(which.upTo);
        BaselineResult result = refract.baseline(options.force(force).drift(scope.options()));
        renderer.baselined(result, name);
        return result.isDone() ? 0 : 1;
    }
}
