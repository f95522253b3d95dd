package dev.conch.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * The network that a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since whoever has one of those has them all.
 */
public final class RemoteNetwork implements Function<ServerRequest, String> {
    private static final int NETWORK_BYTES = 8;

    private final boolean trustForwardedFor;

    /**
     * Reads networks.
     *
     * @param trustForwardedFor whether a proxy before us writes {@code X-Forwarded-For}; its last
     *     entry is what that proxy saw, those before it are what callers say
     */
    public RemoteNetwork(boolean trustForwardedFor) {
        this.trustForwardedFor = trustForwardedFor;
    }

    @Override
    public String apply(ServerRequest request) {
        return forwarded(request).map(RemoteNetwork::of).orElseGet(() -> peer(request));
    }

    private Optional<InetAddress> forwarded(ServerRequest request) {
        if (!trustForwardedFor || !request.headers().contains(HeaderNames.X_FORWARDED_FOR)) {
            return Optional.empty();
        }
        var said = request.headers().get(HeaderNames.X_FORWARDED_FOR).allValues().getLast();
        return literal(said.substring(said.lastIndexOf(',') + 1).strip());
    }

    /** An address as proxies write it: also with brackets and a port. Names are not looked up. */
    private static Optional<InetAddress> literal(String text) {
        var bare = text;
        if (text.startsWith("[") && text.contains("]")) {
            bare = text.substring(1, text.indexOf(']'));
        } else if (text.contains(".") && text.contains(":") && !text.startsWith(":")) {
            bare = text.substring(0, text.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String peer(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress socket
                        && socket.getAddress() != null
                ? of(socket.getAddress())
                : request.remotePeer().host();
    }

    static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES) + "/64"
                : address.getHostAddress();
    }
}
