package dev.conch.provider.comfyui;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/** Which hosts a server without keys may be on: this machine and private networks. */
final class Neighbours {
    private Neighbours() {}

    /** Why a host will not do; empty if it will. Asks the resolver. */
    static Optional<String> objection(URI base) {
        var host = base.getHost();
        if (host == null) {
            return Optional.of(base + " names no host");
        }
        try {
            for (var address : InetAddress.getAllByName(host)) {
                if (!isNear(address)) {
                    return Optional.of(
                            "%s (%s) is not on this machine or in a private network; ComfyUI has no keys, so whoever reaches it can run anything. If it is protected by other means, set allow_public = true"
                                    .formatted(host, address.getHostAddress()));
                }
            }
            return Optional.empty();
        } catch (UnknownHostException _) {
            return Optional.of("the host " + host + " is not known");
        }
    }

    /**
     * Loopback, 10/8, 172.16/12, 192.168/16 and fc00::/7; not the addresses of clouds' metadata.
     */
    private static boolean isNear(InetAddress address) {
        var bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
    }
}
