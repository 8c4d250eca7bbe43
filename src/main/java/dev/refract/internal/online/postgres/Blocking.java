package dev.refract.internal.online.postgres;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.migrate.run.Patience;
import dev.refract.internal.migrate.run.Route;
import java.util.Optional;

/**
 * The statement blocks its table for as long as it runs, and there is no other way; that is estimated to be short
 * enough.
 *
 * @param waiting how it waits for its lock; empty in a transaction of the script's own
 */
record Blocking(String reason, String estimate, Optional<Patience> waiting) implements Route {
    @Override
    public String summary() {
        return "blocking";
    }

    @Override
    public Optional<Patience> patience() {
        return waiting;
    }

    @Override
    public Optional<String> warning() {
        return Optional.of(estimate);
    }

    @Override
    public void run(CurrentStatement statement) throws ScriptException {
        if (waiting.isPresent()) {
            statement.run(waiting.get());
        } else {
            statement.run();
        }
    }
}
