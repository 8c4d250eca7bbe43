package dev.refract.telemetry;

import dev.refract.report.Event;
import dev.refract.report.Listener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry spans: one for a deploy or roll-back, in it one for each migration, and in that one for each statement
 * or for those that go to the server together. What the server says becomes events of the statement's span. One is for
 * one {@code Refract}, whose verbs run one after the other.
 *
 * <p>It needs OpenTelemetry's API only; without an SDK its spans do nothing. The span that is current where the verb is
 * called becomes the parent.
 */
public final class Tracing implements Listener {

    private static final AttributeKey<String> DATABASE = AttributeKey.stringKey("refract.database");
    private static final AttributeKey<String> MIGRATION = AttributeKey.stringKey("refract.migration");
    private static final AttributeKey<Long> FIRST = AttributeKey.longKey("refract.statement.first");
    private static final AttributeKey<Long> LAST = AttributeKey.longKey("refract.statement.last");
    private static final AttributeKey<String> TEXT = AttributeKey.stringKey("refract.text");

    private final Supplier<OpenTelemetry> telemetry;
    private @Nullable Span run;
    private @Nullable Span migration;
    private volatile @Nullable Span statement;

    /** @param telemetry the application's, or {@code GlobalOpenTelemetry.get()} */
    public Tracing(OpenTelemetry telemetry) {
        this(() -> telemetry);
    }

    /** @param telemetry is asked when there is something to trace */
    public Tracing(Supplier<OpenTelemetry> telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.Connected connected) {
            end(run, true, "");
            run = tracer().spanBuilder("refract")
                    .setAttribute(DATABASE, connected.database())
                    .startSpan();
        } else if (event instanceof Event.MigrationStarted started) {
            migration = startMigration(started.migration());
        } else if (event instanceof Event.RollbackStarted started) {
            migration = startMigration(started.migration());
        } else if (event instanceof Event.StatementStarted started) {
            end(statement, true, "");
            statement = start(
                    migration,
                    started.number() == started.last()
                            ? "statement " + started.number()
                            : "statements " + started.number() + " to " + started.last());
            statement
                    .setAttribute(MIGRATION, started.migration())
                    .setAttribute(FIRST, started.number())
                    .setAttribute(LAST, started.last());
        } else if (event instanceof Event.StatementRun) {
            statement = end(statement, true, "");
        } else if (event instanceof Event.ServerMessage message) {
            note(message.severity(), message.text());
        } else if (event instanceof Event.LockRetry retry) {
            note("retry " + retry.retry() + " of " + retry.retries(), retry.message());
        } else if (event instanceof Event.MigrationApplied || event instanceof Event.MigrationRolledBack) {
            migration = end(migration, true, "");
        } else if (event instanceof Event.MigrationFailed failed) {
            statement = end(statement, false, failed.message());
            migration = end(migration, false, failed.message());
        } else if (event instanceof Event.Ended ended) {
            statement = end(statement, ended.success(), "");
            migration = end(migration, ended.success(), "");
            if (run != null) {
                run.updateName("refract " + ended.verb());
            }
            run = end(run, ended.success(), "");
        }
    }

    private Tracer tracer() {
        return telemetry.get().getTracer("dev.refract");
    }

    private Span startMigration(String name) {
        return start(run, "migration " + name).setAttribute(MIGRATION, name);
    }

    private Span start(@Nullable Span parent, String name) {
        Context context = parent == null ? Context.current() : Context.current().with(parent);
        return tracer().spanBuilder(name).setParent(context).startSpan();
    }

    private void note(String name, String text) {
        Span current = statement;
        if (current != null) {
            current.addEvent(name, Attributes.of(TEXT, text));
        }
    }

    /** Ends a span where there is one; returns none. */
    private static @Nullable Span end(@Nullable Span span, boolean success, String problem) {
        if (span != null) {
            if (!success) {
                span.setStatus(StatusCode.ERROR, problem);
            }
            span.end();
        }
        return null;
    }
}
