package dev.conch.outbound;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Clients for tests of other packages, whose receivers live on loopback. */
public final class OutboundClients {
    private static final Duration AMPLE = Duration.ofSeconds(15);
    private static final OutboundConfig LOOPBACK =
            new OutboundConfig(true, true, Set.of(), AMPLE, AMPLE, 0);

    private OutboundClients() {}

    /** Private networks are allowed; names are looked up with {@code addressOf}. */
    public static OutboundClient resolving(Function<String, String> addressOf) {
        return new OutboundClient(
                LOOPBACK,
                host -> List.of(InetAddress.ofLiteral(addressOf.apply(host))),
                UnaryOperator.identity());
    }
}
