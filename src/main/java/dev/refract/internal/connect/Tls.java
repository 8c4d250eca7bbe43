package dev.refract.internal.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as a Prisma URL describes it. The PostgreSQL driver makes one for each connection by its class name, so it and
 * its constructor are public.
 *
 * <p>The driver's own factory reads {@code ~/.postgresql} and wants a client's key under the name {@code user}; Prisma
 * does neither.
 */
public final class Tls extends SSLSocketFactory {

    private final SSLSocketFactory sockets;
    private final boolean checkHost;

    /**
     * @param properties {@code sslrootcert}, {@code sslkey} (a PKCS12 file) and {@code sslpassword}, empty where there
     *     is none, and in {@code sslfactoryarg} the verification
     * @throws GeneralSecurityException when a file does not hold what it should
     * @throws IOException when a file can't be read or opened with the password
     */
    public Tls(Properties properties) throws GeneralSecurityException, IOException {
        DatabaseUrl.Verification verification =
                DatabaseUrl.Verification.valueOf(properties.getProperty("sslfactoryarg"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity(properties.getProperty("sslkey", ""), properties.getProperty("sslpassword", "")),
                verification == DatabaseUrl.Verification.NONE
                        ? new TrustManager[] {new AnyCertificate()}
                        : trusted(properties.getProperty("sslrootcert", "")),
                null);
        sockets = context.getSocketFactory();
        checkHost = verification == DatabaseUrl.Verification.HOST;
    }

    private static KeyManager[] identity(String file, String password) throws GeneralSecurityException, IOException {
        if (file.isEmpty()) {
            return new KeyManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.toCharArray());
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusted(String file) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(file.isEmpty() ? null : authorities(Path.of(file)));
        return factory.getTrustManagers();
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("There is no certificate in the file that `sslcert` names.");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("authority" + number++, certificate);
        }
        return store;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        SSLSocket secure = (SSLSocket) sockets.createSocket(socket, host, port, autoClose);
        if (checkHost) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        return PostgresSockets.encrypted(socket, secure);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw onlyLayered();
    }

    private static UnsupportedOperationException onlyLayered() {
        return new UnsupportedOperationException("TLS is only laid over a connection that stands");
    }

    /** {@code sslaccept=accept_invalid_certs}: encrypted, but with whoever answers. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /**
     * The authorities' certificates in the form that the MySQL driver can read, in a file that goes when the connection
     * stands.
     */
    record TrustFile(@Nullable Path file) implements AutoCloseable {

        /** Certificates are public; the format only wants a word. */
        static final String PASSWORD = "public";

        /** Nothing to write and nothing to remove. */
        static final TrustFile NONE = new TrustFile(null);

        static TrustFile of(Path pem) throws IOException {
            Path file = Files.createTempFile("refract-trust", ".p12");
            try (OutputStream out = Files.newOutputStream(file)) {
                authorities(pem).store(out, PASSWORD.toCharArray());
                return new TrustFile(file);
            } catch (GeneralSecurityException | IOException e) {
                Files.deleteIfExists(file);
                throw e instanceof IOException io
                        ? io
                        : new IOException("The file that `sslcert` names can't be used: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        }
    }
}
