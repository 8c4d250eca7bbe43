package dev.refract.internal.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority for a test, and what it signs; made by the JDK's keytool. */
final class Certificates {

    /** Opens each of the PKCS12 files. */
    static final String PASSWORD = "open & sesame";

    private final Path folder;

    /** @param folder where the files go; names of files in it are names of keys */
    Certificates(Path folder) {
        this.folder = folder;
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-dname",
                "CN=authority of " + folder.getFileName(),
                "-ext",
                "bc:c",
                "-keyalg",
                "EC",
                "-keystore",
                store("ca"));
        keytool("-exportcert", "-rfc", "-alias", "ca", "-file", file("ca.pem").toString(), "-keystore", store("ca"));
    }

    /**
     * Makes {@code name.p12}, {@code name.key} and {@code name.crt}, signed by the authority, whose certificate is in
     * {@code ca.pem}.
     */
    Certificates signed(String name, String commonName, String... extensions) {
        String request = file(name + ".csr").toString();
        String certificate = file(name + ".crt").toString();
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + commonName, "-keyalg", "EC", "-keystore", store(name));
        keytool("-certreq", "-alias", name, "-file", request, "-keystore", store(name));
        List<String> sign = new ArrayList<>(List.of(
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-infile",
                request,
                "-outfile",
                certificate,
                "-keystore",
                store("ca")));
        for (String extension : extensions) {
            sign.addAll(List.of("-ext", extension));
        }
        keytool(sign.toArray(String[]::new));
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                file("ca.pem").toString(),
                "-keystore",
                store(name));
        keytool("-importcert", "-alias", name, "-file", certificate, "-keystore", store(name));
        writeKey(name);
        return this;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    private String store(String name) {
        return file(name + ".p12").toString();
    }

    private void writeKey(String name) {
        try (InputStream in = Files.newInputStream(file(name + ".p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(store.getKey(name, PASSWORD.toCharArray()).getEncoded());
            Files.writeString(
                    file(name + ".key"), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
            Files.setPosixFilePermissions(file(name + ".key"), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + "\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
