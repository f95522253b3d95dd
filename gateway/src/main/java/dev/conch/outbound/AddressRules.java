package dev.conch.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which network addresses a stranger's URL may lead to. Pure: no name is resolved here.
 *
 * <p>IPv4 is open except for the blocks named below; IPv6 is closed except for global unicast
 * (2000::/3) without its special blocks. So every form that carries an IPv4 address inside IPv6
 * (mapped, compatible, NAT64, 6to4, Teredo) is refused, even around a public address: on a network
 * that lives behind DNS64 nothing can be fetched.
 *
 * <p>Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries; the metadata addresses are
 * those of AWS, Google, Azure, Oracle and Alibaba Cloud.
 */
public final class AddressRules {
    /** Never reachable, not even with private networks allowed. Wins over {@link #PRIVATE}. */
    private static final List<Block> NEVER =
            List.of(
                    Block.of("0.0.0.0", 8), // this network, unspecified
                    Block.of("100.100.100.200", 32), // cloud metadata
                    Block.of("168.63.129.16", 32), // cloud metadata, a public address
                    Block.of("169.254.0.0", 16), // link-local, cloud metadata
                    Block.of("192.0.0.0", 24), // protocol assignments, cloud metadata
                    Block.of("192.0.2.0", 24), // documentation
                    Block.of("192.88.99.0", 24), // 6to4 relays
                    Block.of("198.18.0.0", 15), // benchmarks
                    Block.of("198.51.100.0", 24), // documentation
                    Block.of("203.0.113.0", 24), // documentation
                    Block.of("224.0.0.0", 4), // multicast
                    Block.of("240.0.0.0", 4), // reserved, broadcast
                    Block.of("2001::", 23), // protocol assignments: Teredo, benchmarks, ORCHID
                    Block.of("2001:db8::", 32), // documentation
                    Block.of("2002::", 16), // 6to4
                    Block.of("3fff::", 20), // documentation
                    Block.of("fd00:ec2::254", 128), // cloud metadata
                    Block.of("fd20:ce::254", 128)); // cloud metadata

    private static final List<Block> PRIVATE =
            List.of(
                    Block.of("10.0.0.0", 8),
                    Block.of("100.64.0.0", 10), // carrier-grade NAT
                    Block.of("127.0.0.0", 8), // loopback
                    Block.of("172.16.0.0", 12),
                    Block.of("192.168.0.0", 16),
                    Block.of("::1", 128), // loopback
                    Block.of("fc00::", 7)); // unique local

    private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);

    private final boolean allowPrivateNetworks;

    public AddressRules(boolean allowPrivateNetworks) {
        this.allowPrivateNetworks = allowPrivateNetworks;
    }

    /** Tells whether no connection may be made to this address. */
    public boolean isBlocked(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (NEVER.stream().anyMatch(block -> block.contains(bytes))) {
            return true;
        }
        if (PRIVATE.stream().anyMatch(block -> block.contains(bytes))) {
            return !allowPrivateNetworks;
        }
        return !(address instanceof Inet4Address) && !GLOBAL_UNICAST.contains(bytes);
    }

    private record Block(byte[] network, int prefixBits) {
        static Block of(String network, int prefixBits) {
            return new Block(InetAddress.ofLiteral(network).getAddress(), prefixBits);
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = prefixBits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int rest = prefixBits % 8;
            return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
        }
    }
}
