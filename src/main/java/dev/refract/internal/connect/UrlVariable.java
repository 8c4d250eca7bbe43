package dev.refract.internal.connect;

import java.util.Optional;

/** URLs that may be given by a variable's name, so that no list of processes shows their passwords. */
public final class UrlVariable {

    private static final String PREFIX = "env:";

    private UrlVariable() {}

    /**
     * The URL that is meant; empty where there is no such variable.
     *
     * @param text the URL, or {@code env:NAME}
     */
    public static Optional<String> url(String text) {
        return text.startsWith(PREFIX)
                ? Optional.ofNullable(System.getenv(text.substring(PREFIX.length())))
                : Optional.of(text);
    }
}
