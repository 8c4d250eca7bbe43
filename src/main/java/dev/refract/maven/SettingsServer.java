package dev.refract.maven;

import dev.refract.report.RefractException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** Connection URLs from the servers of settings.xml. */
record SettingsServer(Settings settings, SettingsDecrypter decrypter) {

    /**
     * A URL with a server's credentials.
     *
     * @param id the server's
     * @param url may be null: then the server's configuration has one
     */
    String url(String id, @Nullable String url) {
        Server server = decrypted(id);
        String base = url != null ? url : configured(server);
        int authority = base.indexOf("://") + 3;
        if (authority < 3
                || base.substring(authority).split("[/?]", 2)[0].contains("@")
                || server.getUsername() == null) {
            return base;
        }
        String password = server.getPassword() == null ? "" : ":" + encoded(server.getPassword());
        return base.substring(0, authority) + encoded(server.getUsername()) + password + "@"
                + base.substring(authority);
    }

    private Server decrypted(String id) {
        Server server = settings.getServer(id);
        if (server == null) {
            throw new RefractException(
                    null, "settings.xml has no server with the id " + id + ".", "Add one, or correct refract.server.");
        }
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
        for (SettingsProblem problem : result.getProblems()) {
            throw new RefractException(
                    null,
                    "The password of the server " + id + " in settings.xml could not be decrypted: "
                            + problem.getMessage(),
                    "Check the master password in settings-security.xml, and encrypt the password again: mvn "
                            + "--encrypt-password");
        }
        return result.getServer();
    }

    private static String configured(Server server) {
        Xpp3Dom url = server.getConfiguration() instanceof Xpp3Dom configuration ? configuration.getChild("url") : null;
        if (url == null || url.getValue() == null) {
            throw new RefractException(
                    null,
                    "The server " + server.getId() + " in settings.xml has no URL.",
                    "Add <configuration><url>postgresql://host:5432/database</url></configuration> to it, or give "
                            + "refract.url.");
        }
        return url.getValue().strip();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
