package dev.refract.internal.online.mysql;

import dev.refract.internal.connect.DatabaseUrl;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.Set;

/**
 * What the tool reads from files: how to connect, so that no secret is among its arguments, and a plug-in that makes it
 * say what it copies, and ask before it swaps the tables. The folder is its owner's alone (mode 700, files 600) from
 * the moment it is made, and goes on {@link #close}, and when the JVM ends in any way it can notice. What a killed
 * process leaves is removed by the next one on the same machine and account.
 */
public final class ToolFiles implements AutoCloseable {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String DEFAULTS = "client.cnf";
    private static final String PLUGIN = "plugin.pm";

    private final Path folder;
    private final Thread hook;

    private ToolFiles(Path folder) {
        this.folder = folder;
        this.hook = new Thread(() -> delete(folder), "refract-tool-files");
    }

    /** Writes them. */
    public static ToolFiles write(DatabaseUrl url) {
        Path parent = parent();
        removeOrphans(parent);
        try {
            ToolFiles files = new ToolFiles(Files.createTempDirectory(
                    parent, prefix() + ProcessHandle.current().pid() + "-", OWNER_ONLY_FOLDER));
            Runtime.getRuntime().addShutdownHook(files.hook);
            try {
                files.write(DEFAULTS, new ClientOptions(url, files.folder).text());
                files.writeIdentity(url);
                files.writePlugin();
                return files;
            } catch (IOException | RuntimeException e) {
                files.close();
                throw e;
            }
        } catch (IOException e) {
            throw new RefractException(
                    null,
                    "Can't write the tool's files in " + parent + ": " + e.getMessage(),
                    "Make that folder writable, or set XDG_RUNTIME_DIR to one that is.",
                    e);
        }
    }

    /** XDG_RUNTIME_DIR is in memory and one user's own; otherwise the folder for temporary files. */
    private static Path parent() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime != null && Files.isWritable(Path.of(runtime))
                ? Path.of(runtime)
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Containers may share a folder while each counts its own processes, so the host's name is in it. */
    private static String prefix() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            host = "localhost";
        }
        return "refract-online-" + host.replaceAll("[^\\w.]", "_") + "-";
    }

    private static void removeOrphans(Path parent) {
        String prefix = prefix();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path path : found) {
                String pid =
                        path.getFileName().toString().substring(prefix.length()).split("-")[0];
                if (pid.matches("\\d{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()
                        && Files.isDirectory(path)) {
                    delete(path);
                }
            }
        } catch (IOException e) {
            // another account's, or gone meanwhile: nothing of ours
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.createFile(folder.resolve(name), OWNER_ONLY_FILE);
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private void writePlugin() throws IOException {
        try (InputStream plugin = ToolFiles.class.getResourceAsStream(PLUGIN)) {
            write(PLUGIN, new String(plugin.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The client library reads PEM, the URL names PKCS12. */
    private void writeIdentity(DatabaseUrl url) throws IOException {
        if (url.identity().isEmpty() || !url.requiresTls()) {
            return;
        }
        Path identity = url.identity().get();
        try (InputStream in = Files.newInputStream(identity)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            char[] password = url.identityPassword().toCharArray();
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    Key key = store.getKey(alias, password);
                    write(ClientOptions.KEY, pem("PRIVATE KEY", key.getEncoded()));
                    StringBuilder chain = new StringBuilder();
                    for (Certificate certificate : store.getCertificateChain(alias)) {
                        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
                    }
                    write(ClientOptions.CERTIFICATE, chain.toString());
                    return;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new RefractException(
                    null,
                    "Can't read the key in " + identity + ": " + e.getMessage(),
                    "Check sslidentity and sslpassword in the connection URL.",
                    e);
        }
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    /** The file for {@code --defaults-file}. */
    public Path defaults() {
        return folder.resolve(DEFAULTS);
    }

    /** The plug-in. */
    Path plugin() {
        return folder.resolve(PLUGIN);
    }

    @Override
    public void close() {
        delete(folder);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook runs or has run
        }
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // already gone
        }
    }
}
