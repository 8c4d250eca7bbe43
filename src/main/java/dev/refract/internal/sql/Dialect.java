package dev.refract.internal.sql;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The SQL that a script is written in. MariaDB speaks {@link #MYSQL}. */
public enum Dialect {
    POSTGRESQL('"'),
    MYSQL('`'),
    SQLITE('"');

    private final char quote;

    Dialect(char quote) {
        this.quote = quote;
    }

    /**
     * The dialect of a Prisma provider.
     *
     * @param provider as a datasource block or migration_lock.toml names it
     * @return empty for a provider that Refract does not support
     */
    public static Optional<Dialect> ofProvider(String provider) {
        return switch (provider) {
            case "postgresql", "postgres" -> Optional.of(POSTGRESQL);
            case "mysql" -> Optional.of(MYSQL);
            case "sqlite" -> Optional.of(SQLITE);
            default -> Optional.empty();
        };
    }

    /** Prisma's name for it: {@code postgresql}, {@code mysql} or {@code sqlite}. */
    public String provider() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The identifier quoted, so that any text is safe in a statement. */
    public String quote(String identifier) {
        String q = String.valueOf(quote);
        return q + identifier.replace(q, q + q) + q;
    }

    /** The text as a string literal of this dialect, whatever it holds. */
    public String literal(String text) {
        String doubled = "'" + text.replace("'", "''") + "'";
        return switch (this) {
            case POSTGRESQL -> text.indexOf('\\') < 0 ? doubled : " E" + doubled.replace("\\", "\\\\");
            // whether a backslash escapes depends on the session's sql_mode
            case MYSQL ->
                text.indexOf('\\') < 0
                        ? doubled
                        : "_utf8mb4 0x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case SQLITE -> doubled;
        };
    }
}
