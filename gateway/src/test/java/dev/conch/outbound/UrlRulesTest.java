package dev.conch.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.conch.outbound.FetchException.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strict settings throughout: nothing here may open a connection. */
class UrlRulesTest {
    private static final int SHORT_MILLIS = 50;

    private final UrlRules rules = new UrlRules(OutboundConfig.DEFAULT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com/a.png?b=c | example.com",
                "HTTPS://EXAMPLE.com          | example.com",
                "https://example.com:443/      | example.com",
                "https://bücher.example/       | xn--bcher-kva.example",
                "https://a_b.example/          | a_b.example",
                "https://8.8.8.8/              | 8.8.8.8",
                "https://[2606:4700::1111]/    | 2606:4700::1111",
                "https://1.example/            | 1.example",
                "https://0x.example/           | 0x.example",
                "https://example.com/a@b:c     | example.com"
            })
    void ordinary_urls_pass_and_names_become_ascii(String url, String host) {
        assertThat(rules.parse(url).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "example.com/a.png",
                "//example.com/",
                "https:example.com",
                "https:/example.com",
                "https://",
                "https:///a.png",
                "https://?",
                "https://#a",
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://a/",
                "jar:https://example.com/!/",
                "https://user@example.com/",
                "https://user:pass@example.com/",
                "https://@example.com/",
                "https://:@example.com/",
                "https://example.com\\@evil.example/",
                "https://example.com\\a",
                " https://a.example/",
                "https://a.example/ ",
                "https://a.example/a b",
                "https://a.ex\tample/",
                "https://a.example/\r\nHost: b",
                "https://a.example/\u0000",
                "https://example.com:80/",
                "https://example.com:8443/",
                "https://example.com:0/",
                "https://example.com:99999/",
                "https://example.com:x/",
                "https://example.com./",
                "https://localhost./",
                "https://.example.com/",
                "https://a..b/",
                "https://./",
                "https://-a.example/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://0x7f.0.0.1/",
                "https://127.0.0.1./",
                "https://017700000001/",
                "https://0x/",
                "https://a.0x7f/",
                "https://a.127/",
                "https://256.0.0.1/",
                "https://1.2.3/",
                "https://1.2.3.4.5/",
                "https://127.0.0.0x1/",
                "https://１２７.1/",
                "https://%31%32%37.1/",
                "https://127%2e1/",
                "https://a%40b.example/",
                "https://a%00.example/",
                "https://[fe80::1%25eth0]/",
                "https://[::1/",
                "https://[]/",
                "https://[127.0.0.1]/",
                "https://[::1]:22/"
            })
    void other_schemes_ports_users_and_odd_hosts_are_bad_urls(String url) {
        assertRefused(url, Reason.BAD_URL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://１２７.0.0.1/",
                "https://127。0。0。1/",
                "https://%31%32%37.0.0.1/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::ffff:8.8.8.8]/",
                "https://[0:0:0:0:0:ffff:0a00:0001]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[fe80::1]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://[fd00:ec2::254]/",
                "https://localhost/",
                "https://LOCALHOST/",
                "https://a.localhost/",
                "https://0.0.0.0/",
                "https://10.0.0.1/",
                "https://100.64.0.1/",
                "https://168.63.129.16/"
            })
    void literals_outside_the_public_internet_are_blocked(String url) {
        assertRefused(url, Reason.BLOCKED_ADDRESS);
    }

    @Test
    void a_name_with_one_bad_address_among_good_ones_is_blocked() {
        var lookups = new AtomicInteger();
        var client =
                client(
                        _ -> {
                            lookups.incrementAndGet();
                            return literals("93.184.216.34", "10.0.0.1");
                        });
        assertRefused(client, "https://images.example/a.png", Reason.BLOCKED_ADDRESS);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void a_name_without_an_address_is_unreachable() {
        assertRefused(client(_ -> List.of()), "https://images.example/", Reason.UNREACHABLE);
    }

    @Test
    void a_url_may_have_2048_characters_and_no_more() {
        String longest = "https://images.example/" + "a".repeat(2048 - 23);
        assertThat(rules.parse(longest).host()).isEqualTo("images.example");
        assertRefused(longest + "a", Reason.BAD_URL);
        assertRefused("https://" + "ü/".repeat(1000), Reason.BAD_URL); // longer once escaped
    }

    @Test
    void the_switches_open_plain_http_ports_and_private_networks_and_nothing_else() {
        var http = new UrlRules(config(false, true, Set.of(8080)));
        assertThat(http.parse("http://a.example/").port()).isEqualTo(80);
        assertThat(http.parse("http://a.example:8080/").port()).isEqualTo(8080);
        assertThatThrownBy(() -> http.parse("http://a.example:8081/"))
                .isInstanceOf(FetchException.class);
        assertThatThrownBy(() -> http.parse("http://localhost/"))
                .isInstanceOf(FetchException.class);

        var lan = new UrlRules(config(true, false, Set.of()));
        assertThat(lan.parse("http://localhost:4711/").port()).isEqualTo(4711);
        assertThatThrownBy(() -> lan.parse("http://user@localhost/"))
                .isInstanceOf(FetchException.class);
        assertThatThrownBy(() -> lan.parse("http://0x7f.1/")).isInstanceOf(FetchException.class);
        assertThatThrownBy(() -> lan.parse("http://[::ffff:10.0.0.1]/"))
                .isInstanceOf(FetchException.class);
    }

    @Test
    void settings_that_cannot_work_are_refused_with_their_name() {
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(
                        () ->
                                new OutboundConfig(
                                        false, false, Set.of(), second, second.dividedBy(2), 3))
                .hasMessageContaining("outbound.connect_timeout");
        assertThatThrownBy(() -> new OutboundConfig(false, false, Set.of(), second, second, -1))
                .hasMessageContaining("outbound.max_redirects");
        assertThatThrownBy(() -> config(false, false, Set.of(70_000)))
                .hasMessageContaining("outbound.extra_ports");
    }

    private static void assertRefused(String url, Reason reason) {
        var client =
                client(
                        host -> {
                            throw new AssertionError("looked up " + host);
                        });
        assertRefused(client, url, reason);
    }

    private static void assertRefused(OutboundClient client, String url, Reason reason) {
        assertThatThrownBy(() -> client.get(url, 1000, Set.of("image/png")))
                .asInstanceOf(type(FetchException.class))
                .extracting(FetchException::reason)
                .isEqualTo(reason);
    }

    private static OutboundClient client(HostResolver resolver) {
        return new OutboundClient(
                config(false, false, Set.of()), resolver, UnaryOperator.identity());
    }

    private static OutboundConfig config(
            boolean privateNetworks, boolean http, Set<Integer> extraPorts) {
        var brief = Duration.ofMillis(SHORT_MILLIS);
        return new OutboundConfig(privateNetworks, http, extraPorts, brief, brief, 3);
    }

    private static List<InetAddress> literals(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toList();
    }
}
