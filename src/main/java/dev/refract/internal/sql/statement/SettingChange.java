package dev.refract.internal.sql.statement;

import java.util.List;
import java.util.Optional;

/** What changes how the session, or the server, works. */
public sealed interface SettingChange extends Change {
    /** For whom a value holds. */
    enum Scope {
        SESSION,
        /** PostgreSQL's: to the end of the transaction. */
        LOCAL,
        GLOBAL,
        /** MySQL's {@code PERSIST} and {@code PERSIST_ONLY}: global, and after a restart. */
        PERSIST,
        /** MySQL's {@code @variable}, and a local one of a routine. */
        USER_VARIABLE,
        /** SQLite's {@code PRAGMA}. */
        PRAGMA
    }

    /**
     * A setting that gets a value.
     *
     * @param name in lower case
     * @param value as written, without quotes where it is one literal; empty for {@code DEFAULT}, {@code RESET} and a
     *     PRAGMA that asks
     * @param schema the database that a PRAGMA is about
     */
    record Assignment(Scope scope, String name, Optional<String> value, Optional<Identifier> schema, Span span) {}

    /** {@code SET}, {@code RESET}, {@code PRAGMA}. */
    record Settings(List<Assignment> assignments, Span span) implements SettingChange {
        public Settings {
            assignments = List.copyOf(assignments);
        }
    }

    /** MySQL's {@code USE}. */
    record UseDatabase(Identifier database, Span span) implements SettingChange {}

    /**
     * PostgreSQL's {@code SET ROLE}, {@code SET SESSION AUTHORIZATION}; MySQL's {@code SET ROLE}, {@code SET DEFAULT
     * ROLE}.
     */
    record SetRole(Optional<String> role, Span span) implements SettingChange {}

    /** PostgreSQL's {@code DISCARD}: {@code ALL}, {@code PLANS} … */
    record Discard(String what, Span span) implements SettingChange {}
}
