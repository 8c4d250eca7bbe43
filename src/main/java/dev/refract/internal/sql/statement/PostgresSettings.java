package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.statement.SettingChange.Assignment;
import dev.refract.internal.sql.statement.SettingChange.Scope;
import dev.refract.internal.sql.statement.TransactionChange.Control;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads PostgreSQL's SET, RESET, SHOW and DISCARD. */
final class PostgresSettings {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    PostgresSettings(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    Change change() {
        String verb = tokens.word();
        tokens.next();
        return switch (verb) {
            case "SET" -> set();
            case "RESET" -> reset();
            case "DISCARD" -> {
                String what = parts.value().toUpperCase(Locale.ROOT);
                yield new SettingChange.Discard(what, whole);
            }
            default -> new RowChange.Select(new Query(List.of(), List.of(), false, List.of(), whole));
        };
    }

    private Change set() {
        if (tokens.skip("CONSTRAINTS")) {
            return control(Control.Verb.SET_CONSTRAINTS);
        }
        if (tokens.is("TRANSACTION")) {
            return control(Control.Verb.SET_TRANSACTION);
        }
        if (tokens.are("SESSION", "CHARACTERISTICS")) {
            return control(Control.Verb.SET_SESSION_TRANSACTION);
        }
        boolean local = tokens.skip("LOCAL");
        if (!local && tokens.is("SESSION") && !tokens.word(1).equals("AUTHORIZATION")) {
            tokens.next();
        }
        if (tokens.skip("TRANSACTION")) {
            return control(Control.Verb.SET_TRANSACTION);
        }
        if (tokens.skip("ROLE") || tokens.skip("SESSION", "AUTHORIZATION")) {
            return new SettingChange.SetRole(Optional.of(rest()), whole);
        }
        return assignment(local ? Scope.LOCAL : Scope.SESSION);
    }

    private Change assignment(Scope scope) {
        String name = name();
        boolean special = name.equals("time zone")
                || name.equals("names")
                || name.equals("schema")
                || name.equals("catalog")
                || name.equals("xml option");
        if (!special && !tokens.skip('=')) {
            tokens.expect("TO");
        }
        boolean isDefault = tokens.is("DEFAULT") || tokens.atEnd() && special;
        String value = rest();
        return settings(
                scope, name.equals("time zone") ? "timezone" : name, isDefault ? Optional.empty() : Optional.of(value));
    }

    private String name() {
        if (tokens.skip("TIME", "ZONE")) {
            return "time zone";
        }
        if (tokens.skip("XML", "OPTION")) {
            return "xml option";
        }
        if (tokens.isAny("NAMES", "SCHEMA", "CATALOG")) {
            return parts.value().toLowerCase(Locale.ROOT);
        }
        return parts.name().toString().toLowerCase(Locale.ROOT);
    }

    /** What is left, as one value. */
    private String rest() {
        if (tokens.atEnd()) {
            return "";
        }
        int start = tokens.start();
        String first = tokens.value();
        tokens.next();
        if (tokens.atEnd()) {
            return first;
        }
        tokens.skipToEnd();
        return tokens.text(tokens.from(start));
    }

    private Change reset() {
        if (tokens.skip("ROLE") || tokens.skip("SESSION", "AUTHORIZATION")) {
            return new SettingChange.SetRole(Optional.empty(), whole);
        }
        String name = tokens.skip("ALL") ? "all" : name();
        tokens.expectEnd();
        return settings(Scope.SESSION, name.equals("time zone") ? "timezone" : name, Optional.empty());
    }

    private Change settings(Scope scope, String name, Optional<String> value) {
        return new SettingChange.Settings(List.of(new Assignment(scope, name, value, Optional.empty(), whole)), whole);
    }

    private Change control(Control.Verb verb) {
        String mode = rest();
        return new Control(verb, Optional.empty(), Optional.of(mode), whole);
    }
}
