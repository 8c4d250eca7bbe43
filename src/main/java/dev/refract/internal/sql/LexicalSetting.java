package dev.refract.internal.sql;

import dev.refract.internal.sql.statement.Change;
import dev.refract.internal.sql.statement.SettingChange;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The settings that change how the rest of a script is read, which the databases' own clients follow too, or how it
 * runs.
 */
final class LexicalSetting {
    private static final Set<String> OFF = Set.of("off", "of", "false", "fals", "fal", "fa", "f", "no", "n", "0");

    private LexicalSetting() {}

    /** Whether a backslash escapes in plain literals after this statement; empty where it does not say. */
    static Optional<Boolean> of(Dialect dialect, String text, SqlStatement set) {
        Lexer tokens = new Lexer(dialect, text, set.code(), set.end(), set.escapes());
        tokens.next();
        return switch (dialect) {
            case POSTGRESQL -> standardConformingStrings(tokens);
            case MYSQL -> sqlMode(tokens);
            case SQLITE -> Optional.empty();
        };
    }

    private static Optional<Boolean> standardConformingStrings(Lexer tokens) {
        boolean reset = tokens.is("RESET");
        tokens.next();
        if (!reset && !tokens.skip("SESSION")) {
            tokens.skip("LOCAL");
        }
        if (reset && tokens.is("ALL")) {
            return Optional.of(false);
        }
        if (!tokens.isName() || !tokens.name().equals("standard_conforming_strings")) {
            return Optional.empty();
        }
        tokens.next(); // = or TO
        tokens.next();
        String value = tokens.kind() == Token.Kind.STRING ? tokens.value() : tokens.text();
        return Optional.of(!reset && isOff(value));
    }

    /** Whether PostgreSQL takes the value for false. */
    static boolean isOff(String value) {
        return OFF.contains(value.toLowerCase(Locale.ROOT));
    }

    private static Optional<Boolean> sqlMode(Lexer tokens) {
        boolean found = false;
        boolean assigned = false;
        while (tokens.next()) {
            boolean read = assigned && tokens.kind() == Token.Kind.STRING;
            if (tokens.is("sql_mode") && !assigned) {
                found = true;
            } else if (found && tokens.is('=')) {
                assigned = true;
            } else if (read && tokens.value().toUpperCase(Locale.ROOT).contains("NO_BACKSLASH_ESCAPES")) {
                return Optional.of(false);
            }
        }
        return assigned ? Optional.of(true) : Optional.empty();
    }

    /** What MySQL's {@code SET autocommit = …} sets; empty for any other SET. */
    static Optional<Boolean> autocommit(Change change) {
        if (change instanceof SettingChange.Settings settings) {
            for (SettingChange.Assignment set : settings.assignments()) {
                if (set.name().equals("autocommit")) {
                    return Optional.of(set.value().map(value -> !isOff(value)).orElse(true));
                }
            }
        }
        return Optional.empty();
    }
}
