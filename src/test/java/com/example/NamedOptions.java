package com.example;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DownOptions;
import dev.refract.migrate.GenerateDownOptions;
import dev.refract.migrate.RehearseOptions;

/** Options by name, as docs/library.md shows them. */
public final class NamedOptions {

    private NamedOptions() {}

    public static void run(Refract refract) {
        refract.deploy(DeployOptions.DEFAULT.dryRun(true).to("20260102030405_add_users"));
        refract.down(DownOptions.DEFAULT.range(new DownOptions.Steps(2)).force(true));
        refract.rehearse(
                RehearseOptions.DEFAULT.which(new RehearseOptions.All()).keep(true));
        refract.generateDown(GenerateDownOptions.DEFAULT
                .which(new GenerateDownOptions.Pending())
                .write(false));
    }
}
