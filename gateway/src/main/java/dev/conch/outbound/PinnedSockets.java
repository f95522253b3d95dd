package dev.conch.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that connect to one checked address and to nothing else, however the HTTP library came to
 * ask for another one. They ignore the proxy settings of the process. One per connection attempt.
 */
final class PinnedSockets extends SocketFactory {
    private final InetAddress pinned;
    private volatile boolean connected;

    PinnedSockets(InetAddress pinned) {
        this.pinned = pinned;
    }

    /** Tells whether a connection was made, so that the server may have seen a request. */
    boolean connected() {
        return connected;
    }

    @Override
    public Socket createSocket() {
        return new PinnedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new ConnectException("a name was not resolved by the checked resolver");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        var socket = new PinnedSocket();
        try {
            socket.connect(new InetSocketAddress(host, port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    private final class PinnedSocket extends Socket {
        PinnedSocket() {
            super(Proxy.NO_PROXY);
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
            if (!(endpoint instanceof InetSocketAddress internet)
                    || !pinned.equals(internet.getAddress())) {
                throw new ConnectException("not the checked address");
            }
            super.connect(endpoint, timeoutMillis);
            if (!pinned.equals(getInetAddress())) {
                close();
                throw new ConnectException("not connected to the checked address");
            }
            connected = true;
        }
    }
}
