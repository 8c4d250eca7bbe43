package dev.refract.internal.online.mysql;

import dev.refract.internal.connect.DatabaseUrl;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How to connect, as the option file of MySQL's and MariaDB's client libraries. */
record ClientOptions(DatabaseUrl url, Path folder) {

    static final String KEY = "key.pem";
    static final String CERTIFICATE = "certificate.pem";

    /** The file's text, with the password. */
    String text() {
        return text(url.password());
    }

    /** The file's text for a person's eyes. */
    String masked() {
        return text(url.password() == null ? null : "(the password)");
    }

    private String text(@Nullable String password) {
        StringBuilder text = new StringBuilder("[client]\n");
        if (url.socket().isPresent()) {
            option(text, "socket", url.socket().get().toString());
            option(text, "protocol", "socket");
        } else {
            // to the client library `localhost` means its default socket, whatever the port
            option(text, "host", url.host().equalsIgnoreCase("localhost") ? "127.0.0.1" : url.host());
            option(text, "port", Integer.toString(url.port()));
            option(text, "protocol", "tcp");
        }
        option(text, "user", url.user());
        if (password != null) {
            option(text, "password", password);
        }
        if (url.requiresTls()) {
            tls(text);
        }
        return text.toString();
    }

    /**
     * MariaDB's library knows ssl-enforce and ssl-verify-server-cert, MySQL's ssl-mode; each passes over the other's.
     */
    private void tls(StringBuilder text) {
        option(text, "ssl-enforce", "1");
        option(text, "ssl-mode", url.verifiesHost() ? "VERIFY_IDENTITY" : "REQUIRED");
        option(text, "ssl-verify-server-cert", url.verifiesHost() ? "1" : "0");
        if (url.verifiesHost()) {
            url.authority().ifPresent(file -> option(text, "ssl-ca", file.toString()));
        }
        if (url.identity().isPresent()) {
            option(text, "ssl-key", folder.resolve(KEY).toString());
            option(text, "ssl-cert", folder.resolve(CERTIFICATE).toString());
        }
    }

    private static void option(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(quoted(value)).append('\n');
    }

    /**
     * In double quotes nothing is special but the quote and the backslash, and what can't stand in a line is escaped.
     */
    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
