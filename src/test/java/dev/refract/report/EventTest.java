package dev.refract.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refract.report.Event.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads of each event. */
class EventTest {

    static Stream<Arguments> events() {
        Duration time = Duration.ofMillis(12);
        return Stream.of(
                said(new Event.Warning("look here"), Level.WARNING, "look here"),
                said(
                        new Event.LintFound(
                                "a", "lock-index", "error", "a/migration.sql", 1, 2, "It waits.", "Why.", List.of()),
                        Level.WARNING,
                        "error lock-index a/migration.sql:1:2: It waits. Why."),
                said(
                        new Event.LintFound("a", "r", "info", "f", 1, 2, "It is.", "Why.", List.of()),
                        Level.DETAIL,
                        "info r f:1:2: It is. Why."),
                said(new Event.Connected("MySQL database \"app\""), Level.CONTEXT, "MySQL database \"app\""),
                said(new Event.Created("schema \"app\""), Level.CONTEXT, "Created schema \"app\""),
                said(
                        new Event.LockWaiting(Optional.of("process 7"), Duration.ofSeconds(10)),
                        Level.ACTION,
                        "Waiting up to 10 s for the migration lock, held by: process 7"),
                said(
                        new Event.LockWaiting(Optional.empty(), Duration.ofSeconds(10)),
                        Level.ACTION,
                        "Waiting up to 10 s for the migration lock"),
                said(new Event.MigrationsFound(0, "m"), Level.CONTEXT, "No migration found in m"),
                said(new Event.MigrationsFound(1, "m"), Level.CONTEXT, "1 migration found in m"),
                said(new Event.MigrationsFound(2, "m"), Level.CONTEXT, "2 migrations found in m"),
                said(new Event.Planned(List.of()), Level.TRACE, "Nothing to run"),
                said(new Event.Planned(List.of("a", "b")), Level.TRACE, "To run: a, b"),
                said(new Event.MigrationStarted("a", 1, 2, 3), Level.ACTION, "Applying migration `a` (1 of 2)"),
                said(new Event.RollbackStarted("a", 1, 1, 3), Level.ACTION, "Rolling back migration `a` (1 of 1)"),
                said(new Event.RehearsalStarted("a", 2, 2), Level.ACTION, "Rehearsing migration `a` (2 of 2)"),
                said(new Event.RehearsalEnded("a", true), Level.TRACE, "Rehearsed `a`"),
                said(
                        new Event.RehearsalEnded("a", false),
                        Level.TRACE,
                        "Rehearsed `a`: its way back can't be relied on"),
                said(new Event.StatementStarted("a", 1, 3), Level.TRACE, "running statement 1 to 3"),
                said(new Event.StatementRun("a", 4, 4, time), Level.DETAIL, "statement 4: 12 ms"),
                said(
                        new Event.LockRetry("a", 1, 5, Duration.ofSeconds(1), "lock timeout"),
                        Level.WARNING,
                        "`a` did not get its lock: retry 1 of 5 in 1.0 s (lock timeout)"),
                said(
                        new Event.LockYielded(
                                "a", 2, Duration.ofSeconds(1), Duration.ofMinutes(9), List.of("process 7")),
                        Level.WARNING,
                        "`a`: statement 2 did not get its lock and lets others through; next try in 1.0 s, for another "
                                + "9 min 0 s. In the way: process 7"),
                said(
                        new Event.StepStarted("a", 2, 1, 3, "VALIDATE"),
                        Level.OUTPUT,
                        "statement 2, step 1 of 3: VALIDATE"),
                said(
                        new Event.StatementProgress(
                                "a", 2, "building index", Optional.of(49.6), time, Optional.of(Duration.ofSeconds(9))),
                        Level.OUTPUT,
                        "statement 2: building index 50 %, 12 ms so far, 9.0 s left"),
                said(
                        new Event.StatementWaiting("a", 2, Duration.ofSeconds(2), List.of("process 7", "process 8")),
                        Level.WARNING,
                        "`a`: statement 2 has waited for 2.0 s, and nobody waits behind it. In the way: process 7; "
                                + "process 8"),
                said(new Event.HookStarted("before_deploy", Optional.empty()), Level.DETAIL, "hook before_deploy"),
                said(
                        new Event.HookEnded("before_deploy", Optional.empty(), false, time),
                        Level.TRACE,
                        "hook before_deploy failed after 12 ms"),
                said(new Event.ServerMessage("a", "NOTICE", "skipping"), Level.DETAIL, "NOTICE: skipping"),
                said(
                        new Event.MigrationRecorded("a", 3),
                        Level.ACTION,
                        "Recorded `a` without running it: the database has the 3 migrations that it stands for"),
                said(
                        new Event.MigrationApplied("a", Duration.ofSeconds(125)),
                        Level.DETAIL,
                        "Applied `a` in 2 min 5 s"),
                said(new Event.MigrationRolledBack("a", time), Level.DETAIL, "Rolled back `a` in 12 ms"),
                said(
                        new Event.LossAnnounced("a", Optional.of("t"), Optional.of("c"), "all values."),
                        Level.WARNING,
                        "The way back of `a` loses t.c: all values."),
                said(new Event.MigrationFailed("a", "no such table"), Level.TRACE, "no such table"),
                said(
                        new Event.ToolProgress("a", 1, "copier", 49.6, Optional.of(Duration.ofSeconds(9))),
                        Level.OUTPUT,
                        "copier 50 %, 9.0 s left"),
                said(
                        new Event.DataBatch("a", 3, 100, 40, time, 120, 300, Optional.of(1200L), Duration.ofSeconds(2)),
                        Level.DETAIL,
                        "batch 3: 40 rows in 12 ms, 120 so far, 60 a second, 25 %, about 6.0 s left"),
                said(new Event.DataThrottled("a", "query", "busy"), Level.ACTION, "`a` waits: busy"),
                said(
                        new Event.DataEnded("a", "done", 7, 1, time),
                        Level.ACTION,
                        "Data migration `a` is done: 7 rows in 1 batch, 12 ms"),
                said(new Event.ToolOutput("copier", "Copying"), Level.OUTPUT, "copier: Copying"),
                said(new Event.Ended("deploy", true, time), Level.TRACE, "deploy ended after 12 ms"),
                said(new Event.Ended("down", false, time), Level.TRACE, "down failed after 12 ms"));
    }

    private static Arguments said(Event event, Level level, String words) {
        return Arguments.of(event, level, words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    void anEventHasItsWords(Event event, Level level, String words) {
        assertThat(event.words()).isEqualTo(words);
        assertThat(event.level()).isEqualTo(level);
    }

    @Test
    void noEventIsMissingHere() {
        Set<Class<?>> here = events().map(row -> row.get()[0].getClass()).collect(Collectors.toSet());
        assertThat(here)
                .containsExactlyInAnyOrderElementsOf(records(Event.class).toList());
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses()).flatMap(EventTest::records);
    }
}
