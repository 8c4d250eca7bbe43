package dev.refract.cli;

import dev.refract.migrate.SquashOptions;
import dev.refract.migrate.SquashOptions.Data;
import dev.refract.migrate.SquashResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "squash",
        description =
                "Make one migration of many that leaves the same schema, tried on scratch databases. The folders of "
                        + "the old ones move beside the migrations folder. Needs no database but the scratch ones.",
        footer = {
            "",
            "Examples:",
            "  refract migrate squash --up-to 20260102030405_add_users --dry-run   try it only",
            "  refract migrate squash --up-to 20260102030405_add_users --keep-data"
        })
final class SquashCommand extends VerbCommand {

    @Option(names = "--up-to", paramLabel = "NAME", required = true, description = "The last migration to squash.")
    private String upTo = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the new one is called; it must sort before those that stay. Default: 0_squashed.")
    private @Nullable String name;

    @ArgGroup
    private Rows rows = new Rows();

    /** What becomes of rows. */
    static final class Rows {
        @Option(
                names = "--keep-data",
                description = "Write the rows that the old ones leave in an empty database into the new one.")
        private boolean keep;

        @Option(names = "--drop-data", description = "Leave out what the old ones do to rows.")
        private boolean drop;
    }

    @Option(names = "--dry-run", description = "Try it, and write nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        Renderer renderer = common.renderer();
        SquashResult result = common.configure(renderer)
                .build()
                .squash(SquashOptions.upTo(upTo)
                        .name(name)
                        .data(rows.keep ? Data.KEEP : rows.drop ? Data.DROP : Data.REFUSE)
                        .dryRun(dryRun));
        renderer.squashed(result);
        return 0;
    }
}
