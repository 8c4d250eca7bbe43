package dev.refract.internal.data;

import dev.refract.internal.migrate.run.Advice;
import dev.refract.internal.output.Controls;
import dev.refract.report.RefractException;

/** Another process runs the data migration: whoever can wait tries again. */
public final class RunElsewhereException extends RefractException {

    private static final long serialVersionUID = 1;

    RunElsewhereException(String migration) {
        super(
                null,
                "The data migration `" + Controls.escapedLine(migration) + "` is run by another process.",
                "See how far it is: refract data status\nOr stop it after its batch: refract data pause "
                        + Advice.argument(migration));
    }
}
