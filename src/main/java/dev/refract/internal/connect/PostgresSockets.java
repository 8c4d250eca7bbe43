package dev.refract.internal.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import javax.net.SocketFactory;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketFactory;

/**
 * Sockets for the PostgreSQL driver, whose {@link StartupPacket} does not set the session's time zone. The driver makes
 * a factory for each connection by its class name, so it and its constructor are public.
 */
public final class PostgresSockets extends SocketFactory {

    private final String file;

    /** @param file the path of a Unix socket; empty for TCP */
    public PostgresSockets(String file) {
        this.file = file;
    }

    @Override
    public Socket createSocket() throws IOException {
        return file.isEmpty() ? new Tcp() : new Unix(new AFUNIXSocketFactory.FactoryArg(file).createSocket());
    }

    /** The socket of an encrypted connection, over one of this factory. */
    static SSLSocket encrypted(Socket plain, SSLSocket secure) {
        if (plain instanceof Tcp tcp) {
            tcp.encrypted = true;
        }
        return new Secure(secure);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw onlyUnconnected();
    }

    private static UnsupportedOperationException onlyUnconnected() {
        return new UnsupportedOperationException("the driver connects the socket itself");
    }

    private static final class Tcp extends Socket {
        private volatile boolean encrypted;
        private @Nullable OutputStream out;

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            super.connect(address, timeout);
            KeepAlive.start(this);
        }

        @Override
        public synchronized OutputStream getOutputStream() throws IOException {
            out = out == null ? new StartupPacket(super.getOutputStream(), () -> encrypted) : out;
            return out;
        }
    }

    /** Passes on what the driver asks of a socket; the library's own class is final. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the other socket synchronizes
    private static final class Unix extends Socket {
        private final Socket to;
        private @Nullable OutputStream out;

        Unix(Socket to) throws SocketException {
            super((SocketImpl) null);
            this.to = to;
        }

        @Override
        public synchronized OutputStream getOutputStream() throws IOException {
            out = out == null ? new StartupPacket(to.getOutputStream(), () -> false) : out;
            return out;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return to.getInputStream();
        }

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            to.connect(address, timeout);
        }

        @Override
        public boolean isConnected() {
            return to.isConnected();
        }

        @Override
        public boolean isClosed() {
            return to.isClosed();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            to.setSoTimeout(millis);
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return to.getSoTimeout();
        }

        @Override
        public void setTcpNoDelay(boolean on) {
            // There is no such thing without TCP.
        }

        @Override
        public boolean getTcpNoDelay() {
            return true;
        }

        @Override
        public void setKeepAlive(boolean on) {
            // There is no such thing without TCP.
        }

        @Override
        public boolean getKeepAlive() {
            return false;
        }

        @Override
        public int getSendBufferSize() throws SocketException {
            return to.getSendBufferSize();
        }

        @Override
        public void setSendBufferSize(int size) throws SocketException {
            to.setSendBufferSize(size);
        }

        @Override
        public int getReceiveBufferSize() throws SocketException {
            return to.getReceiveBufferSize();
        }

        @Override
        public void setReceiveBufferSize(int size) throws SocketException {
            to.setReceiveBufferSize(size);
        }

        @Override
        public InetAddress getInetAddress() {
            return to.getInetAddress();
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return to.getRemoteSocketAddress();
        }

        @Override
        public String toString() {
            return to.toString();
        }
    }

    /** Passes all on; the JDK's own class can't be extended. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the other socket synchronizes
    private static final class Secure extends SSLSocket {
        private final SSLSocket to;
        private @Nullable OutputStream out;

        Secure(SSLSocket to) {
            this.to = to;
        }

        @Override
        public synchronized OutputStream getOutputStream() throws IOException {
            out = out == null ? new StartupPacket(to.getOutputStream(), () -> false) : out;
            return out;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return to.getInputStream();
        }

        @Override
        public boolean isConnected() {
            return to.isConnected();
        }

        @Override
        public boolean isClosed() {
            return to.isClosed();
        }

        @Override
        public void close() throws IOException {
            to.close();
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            to.setSoTimeout(millis);
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return to.getSoTimeout();
        }

        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
            to.setTcpNoDelay(on);
        }

        @Override
        public boolean getTcpNoDelay() throws SocketException {
            return to.getTcpNoDelay();
        }

        @Override
        public void setKeepAlive(boolean on) throws SocketException {
            to.setKeepAlive(on);
        }

        @Override
        public boolean getKeepAlive() throws SocketException {
            return to.getKeepAlive();
        }

        @Override
        public int getSendBufferSize() throws SocketException {
            return to.getSendBufferSize();
        }

        @Override
        public void setSendBufferSize(int size) throws SocketException {
            to.setSendBufferSize(size);
        }

        @Override
        public int getReceiveBufferSize() throws SocketException {
            return to.getReceiveBufferSize();
        }

        @Override
        public void setReceiveBufferSize(int size) throws SocketException {
            to.setReceiveBufferSize(size);
        }

        @Override
        public InetAddress getInetAddress() {
            return to.getInetAddress();
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return to.getRemoteSocketAddress();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return to.getSupportedCipherSuites();
        }

        @Override
        public String[] getEnabledCipherSuites() {
            return to.getEnabledCipherSuites();
        }

        @Override
        public void setEnabledCipherSuites(String[] suites) {
            to.setEnabledCipherSuites(suites);
        }

        @Override
        public String[] getSupportedProtocols() {
            return to.getSupportedProtocols();
        }

        @Override
        public String[] getEnabledProtocols() {
            return to.getEnabledProtocols();
        }

        @Override
        public void setEnabledProtocols(String[] protocols) {
            to.setEnabledProtocols(protocols);
        }

        @Override
        public SSLParameters getSSLParameters() {
            return to.getSSLParameters();
        }

        @Override
        public void setSSLParameters(SSLParameters parameters) {
            to.setSSLParameters(parameters);
        }

        @Override
        public SSLSession getSession() {
            return to.getSession();
        }

        @Override
        public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
            to.addHandshakeCompletedListener(listener);
        }

        @Override
        public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
            to.removeHandshakeCompletedListener(listener);
        }

        @Override
        public void startHandshake() throws IOException {
            to.startHandshake();
        }

        @Override
        public void setUseClientMode(boolean mode) {
            to.setUseClientMode(mode);
        }

        @Override
        public boolean getUseClientMode() {
            return to.getUseClientMode();
        }

        @Override
        public void setNeedClientAuth(boolean need) {
            to.setNeedClientAuth(need);
        }

        @Override
        public boolean getNeedClientAuth() {
            return to.getNeedClientAuth();
        }

        @Override
        public void setWantClientAuth(boolean want) {
            to.setWantClientAuth(want);
        }

        @Override
        public boolean getWantClientAuth() {
            return to.getWantClientAuth();
        }

        @Override
        public void setEnableSessionCreation(boolean flag) {
            to.setEnableSessionCreation(flag);
        }

        @Override
        public boolean getEnableSessionCreation() {
            return to.getEnableSessionCreation();
        }
    }
}
