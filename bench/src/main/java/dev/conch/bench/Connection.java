package dev.conch.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A connection to a gateway on this machine, kept open. A plain socket: an HTTP client would cost
 * as much as the server. Used by one thread.
 */
final class Connection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        out = socket.getOutputStream();
    }

    /** Sends a request and reads the answer, which must be 200. */
    Message send(byte[] request) throws IOException {
        out.write(request);
        var answer = Message.read(in);
        if (!answer.start().startsWith("HTTP/1.1 200")) {
            throw new IOException("answered " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
