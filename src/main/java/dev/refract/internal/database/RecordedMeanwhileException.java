package dev.refract.internal.database;

import dev.refract.internal.output.Controls;
import dev.refract.report.RefractException;
import org.jspecify.annotations.Nullable;

/** Another process has recorded the migration since the plan was made; nothing of it was run by this one. */
public final class RecordedMeanwhileException extends RefractException {

    private static final long serialVersionUID = 1;

    public RecordedMeanwhileException(String migration, @Nullable Throwable cause) {
        super(
                null,
                "Another process has recorded `" + Controls.escapedLine(migration)
                        + "` in the ledger since this one made its plan.",
                "See what became of it: refract migrate status",
                cause);
    }
}
