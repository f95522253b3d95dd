package dev.conch.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.FakeUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class PinnedSocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void a_socket_connects_to_the_pinned_address() throws IOException {
        var sockets = new PinnedSockets(LOOPBACK);
        try (var upstream = new FakeUpstream();
                var socket = sockets.createSocket()) {
            assertThat(sockets.connected()).isFalse();
            socket.connect(new InetSocketAddress(LOOPBACK, upstream.port()), 1000);
            assertThat(sockets.connected()).isTrue();
        }
    }

    @Test
    void a_socket_connects_to_nothing_else_whoever_asks_for_it() throws IOException {
        var sockets = new PinnedSockets(InetAddress.ofLiteral("127.0.0.2"));
        try (var upstream = new FakeUpstream();
                var socket = sockets.createSocket()) {
            var other = new InetSocketAddress(LOOPBACK, upstream.port());
            assertThatThrownBy(() -> socket.connect(other)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> socket.connect(other, 1000)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> sockets.createSocket(LOOPBACK, upstream.port()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> sockets.createSocket("localhost", upstream.port()))
                    .isInstanceOf(IOException.class);
            assertThat(sockets.connected()).isFalse();
        }
    }

    @Test
    void a_socket_ignores_the_proxy_settings_of_the_process() throws IOException {
        System.setProperty("socksNonProxyHosts", "");
        System.setProperty("socksProxyHost", "127.0.0.1");
        System.setProperty("socksProxyPort", "1"); // nobody listens there
        try (var upstream = new FakeUpstream();
                var socket = new PinnedSockets(LOOPBACK).createSocket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, upstream.port()), 1000);
            assertThat(socket.getPort()).isEqualTo(upstream.port());
        } finally {
            System.clearProperty("socksNonProxyHosts");
            System.clearProperty("socksProxyHost");
            System.clearProperty("socksProxyPort");
        }
    }
}
