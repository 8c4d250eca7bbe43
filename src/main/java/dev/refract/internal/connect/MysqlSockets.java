package dev.refract.internal.connect;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import java.io.Closeable;
import java.io.IOException;

/** TCP sockets for Connector/J, which makes one by its class name, so it and its constructor are public. */
public final class MysqlSockets extends StandardSocketFactory {

    /** Called by the driver. */
    public MysqlSockets() {}

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the driver's signature
    public <T extends Closeable> T connect(String host, int port, PropertySet properties, int loginTimeout)
            throws IOException {
        T socket = super.connect(host, port, properties, loginTimeout);
        KeepAlive.start(rawSocket);
        return socket;
    }
}
