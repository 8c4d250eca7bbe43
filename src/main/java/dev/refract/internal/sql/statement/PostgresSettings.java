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
                yield new SettingChange.Discard(what.equals("TEMPORARY") ? "TEMP" : what, whole);
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
        Optional<String> special = special();
        String name = special.orElseGet(this::name);
        if (special.isEmpty() && tokens.skip("FROM")) {
            tokens.expect("CURRENT");
            return settings(scope, name, Optional.of("CURRENT"));
        }
        if (special.isEmpty() && !tokens.skip('=')) {
            tokens.expect("TO");
        }
        boolean isDefault = tokens.is("DEFAULT")
                || special.isPresent() && tokens.atEnd()
                || name.equals("timezone") && tokens.is("LOCAL");
        String value = rest();
        return settings(scope, name, isDefault ? Optional.empty() : Optional.of(value));
    }

    /** The setting that has a syntax of its own, without an equals sign. */
    private Optional<String> special() {
        if (tokens.skip("TIME", "ZONE")) {
            return Optional.of("timezone");
        }
        if (tokens.skip("XML", "OPTION")) {
            return Optional.of("xmloption");
        }
        if (tokens.skip("NAMES")) {
            return Optional.of("client_encoding");
        }
        return tokens.skip("SCHEMA") ? Optional.of("search_path") : Optional.empty();
    }

    private String name() {
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
        String name = tokens.skip("ALL") ? "all" : special().orElseGet(this::name);
        tokens.expectEnd();
        return settings(Scope.SESSION, name, Optional.empty());
    }

    private Change settings(Scope scope, String name, Optional<String> value) {
        return new SettingChange.Settings(List.of(new Assignment(scope, name, value, Optional.empty(), whole)), whole);
    }

    private Change control(Control.Verb verb) {
        String mode = rest();
        return new Control(verb, Optional.empty(), Optional.of(mode), whole);
    }
}
