package dev.refract.internal.sql.statement;

import java.util.Optional;

/**
 * A name with a value, as {@code ENGINE=InnoDB}, {@code WITH (fillfactor = 70)} or {@code ALGORITHM=INPLACE} have it.
 *
 * @param name in upper case, its words apart by one space, without {@code DEFAULT} before {@code CHARACTER SET} and
 *     {@code COLLATE}
 * @param value without quotes where it is one literal or name; empty for an option without one
 */
public record Option(String name, Optional<String> value, Span span) {
    /** Whether it is the option of this name, which is in upper case. */
    public boolean is(String upperCaseName) {
        return name.equals(upperCaseName);
    }
}
