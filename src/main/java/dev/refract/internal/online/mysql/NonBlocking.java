package dev.refract.internal.online.mysql;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.migrate.run.Route;
import dev.refract.migrate.ToolCommand;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The server is asked to do it without copying or blocking, and fails at once, with no effect, where it can't.
 *
 * @param attempts what to run instead of the statement, one after the other until one works
 * @param fallback what happens when none works
 */
record NonBlocking(List<Attempt> attempts, Route fallback, String reason) implements Route {

    /**
     * One thing to ask of the server.
     *
     * @param what for example {@code ALGORITHM=INSTANT}
     * @param sql the whole statement
     */
    record Attempt(String what, String sql) {}

    NonBlocking {
        attempts = List.copyOf(attempts);
    }

    @Override
    public String summary() {
        return attempts.stream().map(Attempt::what).collect(Collectors.joining(", else ")) + ", else "
                + fallback.summary();
    }

    @Override
    public Optional<Route> otherwise() {
        return Optional.of(fallback);
    }

    @Override
    public Optional<ToolCommand> command() {
        return fallback.command();
    }

    @Override
    public void run(CurrentStatement statement) throws ScriptException {
        for (Attempt attempt : attempts) {
            if (statement.attempt(attempt.sql())) {
                return;
            }
        }
        fallback.run(statement);
    }
}
