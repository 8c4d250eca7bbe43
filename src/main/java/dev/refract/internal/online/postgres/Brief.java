package dev.refract.internal.online.postgres;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.migrate.run.Patience;
import dev.refract.internal.migrate.run.Route;
import java.util.Optional;

/** The statement needs a strong lock, for a moment only: it gives way where it does not get it, and tries again. */
record Brief(String reason, Patience waiting) implements Route {
    @Override
    public String summary() {
        return "brief";
    }

    @Override
    public Optional<Patience> patience() {
        return Optional.of(waiting);
    }

    @Override
    public void run(CurrentStatement statement) throws ScriptException {
        statement.run(waiting);
    }
}
