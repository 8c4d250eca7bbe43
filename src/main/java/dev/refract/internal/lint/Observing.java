package dev.refract.internal.lint;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.internal.lint.model.Server;
import dev.refract.internal.lint.observe.Bench;
import dev.refract.internal.lint.observe.NotObservedException;
import dev.refract.internal.lint.observe.Seen;
import dev.refract.internal.sql.Script;
import dev.refract.report.RefractException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The history on a scratch database, as long as there is one and all goes well on it. */
final class Observing implements AutoCloseable {

    private final boolean demanded;
    private @Nullable Bench bench;
    private Optional<String> why = Optional.empty();

    private Observing(boolean demanded) {
        this.demanded = demanded;
    }

    /**
     * @param refused why there can be none, where that is known; empty to try
     * @throws RefractException where it is demanded, and can't be
     */
    static Observing of(
            boolean demanded,
            Optional<String> refused,
            Optional<DatabaseUrl> real,
            Optional<DatabaseUrl> shadow,
            Server server) {
        Observing observing = new Observing(demanded);
        try {
            if (refused.isPresent() || real.isEmpty()) {
                throw new NotObservedException(refused.orElse("only a DataSource is configured, and no URL"));
            }
            Bench bench = Bench.open(real.get(), shadow);
            observing.bench = bench;
            if (!bench.server().isLike(server)) {
                throw unlike(bench.server(), server);
            }
        } catch (NotObservedException e) {
            observing.stop(e);
        }
        return observing;
    }

    static NotObservedException unlike(Server scratch, Server judged) {
        return new NotObservedException(
                "a scratch database would be on " + scratch + ", and statements are judged for " + judged);
    }

    void replay(String name, Script script) {
        if (bench != null) {
            try {
                bench.replay(name, script);
            } catch (NotObservedException e) {
                stop(e);
            }
        }
    }

    void settle() {
        if (bench != null) {
            bench.settle();
        }
    }

    /** What the statements did, by their numbers. */
    Map<Integer, Seen> observe(String name, Script script) {
        if (bench == null) {
            return Map.of();
        }
        try {
            Map<Integer, Seen> seen = bench.observe(name, script);
            if (seen.values().stream().anyMatch(its -> its.failure().isPresent())) {
                end("what comes after the statement of " + name + " that fails did not run");
            }
            return seen;
        } catch (NotObservedException e) {
            stop(e);
            return Map.of();
        }
    }

    private void stop(NotObservedException e) {
        String reason = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
        end(reason);
        if (demanded) {
            throw new RefractException(
                    null,
                    "The statements can't be observed: " + reason + ".",
                    "Leave out --observe to have them judged by their text.");
        }
    }

    private void end(String reason) {
        why = Optional.of(reason);
        close();
    }

    /** Why nothing, or not all, was observed. */
    Optional<String> why() {
        return why;
    }

    @Override
    public void close() {
        Bench open = bench;
        bench = null;
        if (open != null) {
            open.close();
        }
    }
}
