package dev.conch.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private final AddressRules strict = new AddressRules(false);
    private final AddressRules lenient = new AddressRules(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "93.184.216.34",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "2001:200::",
                "2001:4860:4860::8888",
                "2001:db7:ffff::1",
                "2001:db9::",
                "2003::1",
                "2606:4700:4700::1111",
                "3ffe::1",
                "3fff:1000::"
            })
    void public_addresses_up_to_the_edge_of_each_block_are_allowed(String literal) {
        assertThat(strict.isBlocked(InetAddress.ofLiteral(literal))).isFalse();
        assertThat(lenient.isBlocked(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0",
                "127.0.0.1", "127.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0",
                "192.168.255.255", "::1", "fc00::", "fdff:ffff::1"
            })
    void private_addresses_are_allowed_only_by_the_switch(String literal) {
        assertThat(strict.isBlocked(InetAddress.ofLiteral(literal))).isTrue();
        assertThat(lenient.isBlocked(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "169.254.0.0",
                "169.254.169.254",
                "169.254.170.2",
                "169.254.255.255",
                "192.0.0.0",
                "192.0.0.192",
                "192.0.0.255",
                "192.0.2.0",
                "192.0.2.255",
                "192.88.99.0",
                "192.88.99.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.0",
                "198.51.100.255",
                "203.0.113.0",
                "203.0.113.255",
                "224.0.0.0",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "::",
                "::2",
                "::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff:ffff::1",
                "2001:db8::",
                "2001:db8:ffff::1",
                "2002::",
                "2002:808:808::1",
                "2002:ffff::1",
                "3fff::",
                "3fff:fff:ffff::1",
                "4000::1",
                "5f00::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "ff00::",
                "ff02::1",
                "ffff::1"
            })
    void special_addresses_are_blocked_whatever_the_switch_says(String literal) {
        assertThat(strict.isBlocked(InetAddress.ofLiteral(literal))).isTrue();
        assertThat(lenient.isBlocked(InetAddress.ofLiteral(literal))).isTrue();
    }

    @Test
    void an_ipv4_address_mapped_into_ipv6_is_blocked_even_around_a_public_one() throws Exception {
        assertThat(strict.isBlocked(mapped(8, 8, 8, 8))).isTrue();
        assertThat(lenient.isBlocked(mapped(127, 0, 0, 1))).isTrue();
    }

    private static InetAddress mapped(int a, int b, int c, int d) throws UnknownHostException {
        var bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = (byte) a;
        bytes[13] = (byte) b;
        bytes[14] = (byte) c;
        bytes[15] = (byte) d;
        return Inet6Address.getByAddress(
                "mapped", bytes, -1); // getByAddress(bytes) would unwrap it
    }
}
