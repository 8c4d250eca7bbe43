package dev.refract.internal.sql.statement;

import dev.refract.internal.sql.Token;
import dev.refract.internal.sql.statement.SettingChange.Assignment;
import dev.refract.internal.sql.statement.SettingChange.Scope;
import dev.refract.internal.sql.statement.TransactionChange.Control;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads MySQL's SET. */
final class MysqlSet {
    private final Cursor tokens;
    private final PartReader parts;
    private final Span whole;

    MysqlSet(PartReader parts, Span whole) {
        this.tokens = parts.tokens;
        this.parts = parts;
        this.whole = whole;
    }

    Change change() {
        tokens.expect("SET");
        if (tokens.is("PASSWORD") || tokens.are("RESOURCE", "GROUP")) {
            return new ServerChange("SET", ServerChange.Kind.ROLE, List.of(), whole);
        }
        if (tokens.are("DEFAULT", "ROLE")) {
            return new ServerChange("SET", ServerChange.Kind.MEMBERSHIP, List.of(), whole);
        }
        if (tokens.is("ROLE") && !tokens.is('=', 1)) {
            tokens.next();
            return new SettingChange.SetRole(Optional.of(parts.value()), whole);
        }
        if (tokens.is("STATEMENT") && !tokens.is('=', 1)) { // MariaDB: SET STATEMENT x = 1 FOR …
            tokens.next();
            return statement();
        }
        if (tokens.is("TRANSACTION") && !tokens.is('=', 1)) {
            return transaction(Control.Verb.SET_TRANSACTION);
        }
        if (tokens.isAny("SESSION", "LOCAL") && tokens.word(1).equals("TRANSACTION")) {
            return transaction(Control.Verb.SET_SESSION_TRANSACTION);
        }
        if (tokens.are("GLOBAL", "TRANSACTION")) {
            int start = tokens.start();
            tokens.skipToEnd();
            return new SettingChange.Settings(
                    List.of(new Assignment(
                            Scope.GLOBAL, "transaction", Optional.empty(), Optional.empty(), tokens.from(start))),
                    whole);
        }
        List<Assignment> assignments = parts.list(this::assignment);
        tokens.expectEnd();
        return new SettingChange.Settings(assignments, whole);
    }

    private Change transaction(Control.Verb verb) {
        return new Control(verb, Optional.empty(), Optional.of(tokens.text(whole)), whole);
    }

    /** What the settings hold for is what is done. */
    private Change statement() {
        while (!tokens.is("FOR")) {
            if (tokens.atEnd()) {
                throw tokens.unexpected();
            }
            tokens.next();
        }
        tokens.next();
        if (tokens.is("SET")) {
            throw tokens.unexpected();
        }
        return new MysqlReader(tokens, whole).change();
    }

    private Assignment assignment() {
        int start = tokens.start();
        if (tokens.isAny("NAMES", "CHARSET") || tokens.are("CHARACTER", "SET")) {
            return names(start);
        }
        skipScope();
        String name = parameter();
        tokens.skip(':');
        tokens.expect('=');
        int first = tokens.mark();
        String value = parts.itemValue();
        boolean isDefault = tokens.mark() == first + 1 && tokens.wordAt(first).equals("DEFAULT");
        if (tokens.mark() == first) {
            throw tokens.unexpected();
        }
        return new Assignment(
                name.startsWith("@") ? Scope.USER_VARIABLE : scope,
                name,
                isDefault ? Optional.empty() : Optional.of(value),
                Optional.empty(),
                tokens.from(start));
    }

    private Assignment names(int start) {
        String name = tokens.word().equals("NAMES") ? "names" : "character set";
        tokens.next();
        tokens.skip("SET");
        tokens.skip('=');
        boolean isDefault = tokens.is("DEFAULT");
        String value = parts.value();
        if (tokens.skip("COLLATE")) {
            parts.value();
        }
        return new Assignment(
                Scope.SESSION,
                name,
                isDefault ? Optional.empty() : Optional.of(value),
                Optional.empty(),
                tokens.from(start));
    }

    private Scope scope = Scope.SESSION;

    /** {@code GLOBAL x}, {@code @@GLOBAL.x}; what is said holds for this variable alone. */
    private void skipScope() {
        scope = Scope.SESSION;
        String word = tokens.word();
        if (!tokens.is('=', 1) && !tokens.is(':', 1) && scoped(word)) {
            tokens.next();
        }
    }

    private boolean scoped(String word) {
        switch (word) {
            case "GLOBAL" -> scope = Scope.GLOBAL;
            case "PERSIST", "PERSIST_ONLY" -> scope = Scope.PERSIST;
            case "SESSION", "LOCAL" -> scope = Scope.SESSION;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The variable's name, without its scope; a user's with its {@code @}. */
    private String parameter() {
        StringBuilder name = new StringBuilder();
        while (!tokens.atEnd() && !tokens.is('=') && !tokens.is(':') && !tokens.is(',')) {
            name.append(tokens.kind() == Token.Kind.QUOTED ? tokens.value() : tokens.raw());
            tokens.next();
        }
        String written = name.toString();
        if (written.isEmpty()) {
            throw tokens.unexpected();
        }
        String bare = written.startsWith("@@") ? written.substring(2) : written;
        int dot = bare.indexOf('.');
        if (written.startsWith("@@") && dot > 0 && scoped(bare.substring(0, dot).toUpperCase(Locale.ROOT))) {
            bare = bare.substring(dot + 1);
        }
        return bare.toLowerCase(Locale.ROOT);
    }
}
