package dev.conch.outbound;

import java.time.Duration;
import java.util.Set;

/**
 * What strangers' URLs may reach and how long they may take. Checked when built, so that a bad
 * setting stops the start.
 *
 * @param allowPrivateNetworks lets loopback, private and carrier-grade addresses, any port and
 *     plain http through; for tests and for gateways whose users and images share one network.
 *     Cloud metadata, link-local and special-purpose addresses stay blocked.
 * @param allowHttp lets plain http through, on port 80
 * @param extraPorts ports allowed besides 443
 * @param connectTimeout for each address that is tried
 * @param totalTimeout for the whole fetch: name resolution, redirects and the body
 * @param maxRedirects how many redirects to follow; 0 refuses the first
 */
public record OutboundConfig(
        boolean allowPrivateNetworks,
        boolean allowHttp,
        Set<Integer> extraPorts,
        Duration connectTimeout,
        Duration totalTimeout,
        int maxRedirects) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    public static final OutboundConfig DEFAULT =
            new OutboundConfig(
                    false, false, Set.of(), Duration.ofSeconds(5), Duration.ofSeconds(30), 3);

    public OutboundConfig {
        extraPorts = Set.copyOf(extraPorts);
        for (int port : extraPorts) {
            require(port >= 1 && port <= 65_535, "outbound.extra_ports: %s is not a port", port);
        }
        require(
                isBetweenMilliAndLongest(connectTimeout),
                "outbound.connect_timeout must be between 1 ms and 10 min, was %s",
                connectTimeout);
        require(
                isBetweenMilliAndLongest(totalTimeout),
                "outbound.total_timeout must be between 1 ms and 10 min, was %s",
                totalTimeout);
        require(
                connectTimeout.compareTo(totalTimeout) <= 0,
                "outbound.connect_timeout must not exceed outbound.total_timeout, was %s",
                connectTimeout);
        require(
                maxRedirects >= 0 && maxRedirects <= 10,
                "outbound.max_redirects must be between 0 and 10, was %s",
                maxRedirects);
    }

    boolean plainHttpAllowed() {
        return allowHttp || allowPrivateNetworks;
    }

    private static boolean isBetweenMilliAndLongest(Duration duration) {
        return duration.toMillis() >= 1 && duration.compareTo(LONGEST) <= 0;
    }

    private static void require(boolean holds, String message, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(found));
        }
    }
}
