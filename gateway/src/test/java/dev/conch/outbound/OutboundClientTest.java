package dev.conch.outbound;

import static dev.conch.testing.FakeUpstream.chunkedWithoutEnd;
import static dev.conch.testing.FakeUpstream.cutHalfway;
import static dev.conch.testing.FakeUpstream.garbage;
import static dev.conch.testing.FakeUpstream.lyingLength;
import static dev.conch.testing.FakeUpstream.redirect;
import static dev.conch.testing.FakeUpstream.reply;
import static dev.conch.testing.FakeUpstream.stall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conch.outbound.FetchException.Reason;
import dev.conch.testing.FakeUpstream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private networks are allowed here, because the upstream lives on loopback. */
@Timeout(20)
class OutboundClientTest {
    private static final String PNG = "image/png";
    private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final Duration AMPLE = Duration.ofSeconds(15);

    private final OutboundClient client = new OutboundClient(config(AMPLE));

    @Test
    void a_body_arrives_with_its_media_type() {
        try (var upstream = new FakeUpstream(reply("Image/PNG; q=1", BODY))) {
            var body = client.get(upstream.url("/a.png?b=c"), 10, Set.of(PNG));
            assertThat(body.mediaType()).isEqualTo(PNG);
            assertThat(body.bytes()).isEqualTo(BODY);
        }
    }

    @Test
    void the_request_names_the_host_and_carries_no_cookie_and_no_credentials() {
        try (var upstream =
                new FakeUpstream(
                        reply(302, Map.of("Set-Cookie", "a=b", "Location", "/next"), new byte[0]),
                        reply(PNG, BODY))) {
            client.get(upstream.url("/a.png"), 10, Set.of(PNG));
            assertThat(upstream.requests()).hasSize(2);
            assertThat(upstream.requests().getFirst())
                    .isEqualTo(
                            """
                            GET /a.png HTTP/1.1\r
                            Accept: image/png\r
                            Accept-Encoding: identity\r
                            User-Agent: conch\r
                            Host: 127.0.0.1:%d\r
                            Connection: Keep-Alive\r
                            \r
                            """
                                    .formatted(upstream.port()));
            assertThat(upstream.requests().getLast())
                    .startsWith("GET /next ")
                    .doesNotContainIgnoringCase("cookie");
        }
    }

    @Test
    void a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() {
        try (var upstream = new FakeUpstream(reply(PNG, BODY), reply(PNG, BODY))) {
            assertThat(client.get(upstream.url("/"), 10, Set.of(PNG)).bytes()).hasSize(10);
            assertFails(Reason.TOO_LARGE, upstream, 9);
        }
    }

    @Test
    void a_body_that_never_ends_is_cut_at_the_limit() {
        try (var upstream = new FakeUpstream(chunkedWithoutEnd(PNG, new byte[1000]))) {
            assertFails(Reason.TOO_LARGE, upstream, 1_000_000);
        }
    }

    @Test
    void a_declared_length_above_the_limit_is_refused_before_reading() {
        var step =
                stall("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 11\r\n\r\n");
        try (var upstream = new FakeUpstream(step)) {
            assertFails(Reason.TOO_LARGE, upstream, 10);
        }
    }

    @Test
    void a_reply_cut_halfway_is_an_error_and_is_not_asked_for_again() {
        try (var upstream = new FakeUpstream(cutHalfway(PNG, BODY), reply(PNG, BODY))) {
            assertFails(Reason.UNREACHABLE, upstream, 100);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void a_connection_closed_without_reply_is_not_tried_again() {
        try (var upstream = new FakeUpstream()) {
            assertFails(Reason.UNREACHABLE, upstream, 100);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void bytes_behind_the_declared_length_are_not_part_of_the_body() {
        var step = lyingLength(200, Map.of("Content-Type", PNG), 5, BODY);
        try (var upstream = new FakeUpstream(step)) {
            assertThat(client.get(upstream.url("/"), 100, Set.of(PNG)).bytes()).hasSize(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002",
                "220 smtp.example ESMTP\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n"
            })
    void what_is_not_http_is_an_error(String bytes) {
        var step = garbage(bytes.getBytes(StandardCharsets.ISO_8859_1));
        try (var upstream = new FakeUpstream(step)) {
            assertFails(Reason.UNREACHABLE, upstream, 100);
        }
    }

    @Test
    void a_head_that_never_ends_is_an_error() {
        var step =
                garbage(
                        ("HTTP/1.1 200 OK\r\n" + "X-A: b\r\n".repeat(100_000))
                                .getBytes(StandardCharsets.US_ASCII));
        try (var upstream = new FakeUpstream(step)) {
            assertFails(Reason.UNREACHABLE, upstream, 100);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Ty",
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 10\r\n\r\n01234"
            })
    void a_server_that_stalls_anywhere_is_left_when_the_time_is_up(String sentBefore) {
        var hasty = new OutboundClient(config(Duration.ofMillis(150)));
        try (var upstream = new FakeUpstream(stall(sentBefore))) {
            assertFails(hasty, Reason.TIMEOUT, upstream.url("/"), 100);
        }
    }

    @Test
    void a_server_that_never_stops_dripping_is_left_when_the_time_is_up() {
        var hasty = new OutboundClient(config(Duration.ofMillis(150)));
        var step = chunkedWithoutEnd(PNG, new byte[] {1});
        try (var upstream = new FakeUpstream(step)) {
            assertFails(hasty, Reason.TIMEOUT, upstream.url("/"), 1 << 30);
        }
    }

    @Test
    void a_name_that_never_resolves_is_left_when_the_time_is_up() {
        var never = new CountDownLatch(1);
        var hasty =
                client(
                        config(Duration.ofMillis(150)),
                        _ -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return List.of();
                        });
        assertFails(hasty, Reason.TIMEOUT, "http://slow.example/", 100);
        never.countDown();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 300, 304, 400, 401, 404, 500, 503})
    void every_status_but_200_is_an_error_that_names_it_and_hides_the_body(int status) {
        var body =
                status == 204 || status == 304
                        ? new byte[0]
                        : "secret".getBytes(StandardCharsets.UTF_8);
        try (var upstream = new FakeUpstream(reply(status, Map.of("Content-Type", PNG), body))) {
            var failure = assertFails(Reason.HTTP_STATUS, upstream, 100);
            assertThat(failure).hasMessage("the server answered with HTTP " + status);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 421, 503})
    void a_status_that_invites_to_try_again_is_not_taken_up(int status) {
        var busy = reply(status, Map.of("Retry-After", "0"), new byte[0]);
        try (var upstream = new FakeUpstream(busy, reply(PNG, BODY))) {
            assertFails(Reason.HTTP_STATUS, upstream, 100);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/svg+xml", "", "image/png, image/gif", "<b>"})
    void a_type_that_was_not_asked_for_is_refused(String contentType) {
        try (var upstream = new FakeUpstream(reply(contentType, BODY))) {
            var failure = assertFails(Reason.WRONG_TYPE, upstream, 100);
            assertThat(failure.publicMessage()).doesNotContain("<");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "gzip, identity", "x"})
    void a_compressed_body_is_refused_unread(String encoding) {
        var headers = Map.of("Content-Type", PNG, "Content-Encoding", encoding);
        try (var upstream = new FakeUpstream(reply(200, headers, BODY))) {
            assertFails(Reason.WRONG_TYPE, upstream, 100);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void three_redirects_are_followed_and_a_fourth_is_not(int status) {
        var hop = redirect(status, "/again");
        try (var upstream = new FakeUpstream(hop, hop, hop, reply(PNG, BODY), hop, hop, hop, hop)) {
            assertThat(client.get(upstream.url("/"), 100, Set.of(PNG)).bytes()).isEqualTo(BODY);
            assertFails(Reason.TOO_MANY_REDIRECTS, upstream, 100);
            assertThat(upstream.requests()).hasSize(8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "//169.254.169.254/",
                "http://[fd00:ec2::254]/",
                "http://[::ffff:169.254.169.254]/",
                "http://0.0.0.0/"
            })
    void a_redirect_to_cloud_metadata_is_blocked(String location) {
        try (var upstream = new FakeUpstream(redirect(302, location))) {
            var failure = assertFails(Reason.BLOCKED_ADDRESS, upstream, 100);
            assertThat(failure.publicMessage()).doesNotContain("254");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd", "ftp://a.example/", "http://user@a.example/",
                "http://2852039166/", "http://0xa9.0xfe.0xa9.0xfe/", "http://localhost./"
            })
    void a_redirect_to_a_url_that_we_would_not_take_is_refused(String location) {
        try (var upstream = new FakeUpstream(redirect(302, location))) {
            assertFails(Reason.BAD_URL, upstream, 100);
        }
    }

    @Test
    void a_redirect_without_a_target_is_just_a_status() {
        try (var upstream = new FakeUpstream(reply(302, Map.of(), new byte[0]))) {
            assertFails(Reason.HTTP_STATUS, upstream, 100);
        }
    }

    @Test
    void each_hop_is_resolved_once_and_the_checked_address_is_the_one_that_is_used() {
        var answers = script("127.0.0.1", "169.254.169.254");
        var rebound = client(config(AMPLE), answers);
        try (var upstream = new FakeUpstream(reply(PNG, BODY), reply(PNG, BODY))) {
            String url = "http://images.example:" + upstream.port() + "/";
            assertThat(rebound.get(url, 100, Set.of(PNG)).bytes()).isEqualTo(BODY);
            assertThat(upstream.requests().getFirst())
                    .contains("Host: images.example:" + upstream.port());
            assertFails(rebound, Reason.BLOCKED_ADDRESS, url, 100);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void a_name_that_changes_its_address_between_two_hops_is_checked_again() {
        var rebound = client(config(AMPLE), script("127.0.0.1", "169.254.169.254"));
        try (var upstream = new FakeUpstream(redirect(302, "/next"))) {
            String url = "http://images.example:" + upstream.port() + "/";
            assertFails(rebound, Reason.BLOCKED_ADDRESS, url, 100);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void the_next_address_is_tried_only_if_the_first_lets_nobody_connect() {
        var addresses =
                List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"));
        var patient = client(config(AMPLE), _ -> addresses);
        try (var upstream = new FakeUpstream(reply(PNG, BODY))) {
            String url = "http://images.example:" + upstream.port() + "/";
            assertThat(patient.get(url, 100, Set.of(PNG)).bytes()).isEqualTo(BODY);
            assertThat(upstream.requests()).hasSize(1);
            assertFails(patient, Reason.UNREACHABLE, url, 100);
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void the_next_address_is_not_tried_once_a_server_has_seen_the_request() {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        var patient = client(config(AMPLE), _ -> List.of(loopback, loopback));
        try (var upstream = new FakeUpstream()) {
            String url = "http://images.example:" + upstream.port() + "/";
            assertFails(patient, Reason.UNREACHABLE, url, 100);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    private FetchException assertFails(Reason reason, FakeUpstream upstream, long maxBytes) {
        return assertFails(client, reason, upstream.url("/"), maxBytes);
    }

    private static FetchException assertFails(
            OutboundClient client, Reason reason, String url, long maxBytes) {
        var failure =
                catchThrowableOfType(
                        FetchException.class, () -> client.get(url, maxBytes, Set.of(PNG)));
        assertThat(failure).isNotNull().extracting(FetchException::reason).isEqualTo(reason);
        return failure;
    }

    private static HostResolver script(String... answers) {
        Queue<String> left = new ArrayDeque<>(List.of(answers));
        return _ -> List.of(InetAddress.ofLiteral(left.remove()));
    }

    private static OutboundClient client(OutboundConfig config, HostResolver resolver) {
        return new OutboundClient(config, resolver, UnaryOperator.identity());
    }

    private static OutboundConfig config(Duration time) {
        return new OutboundConfig(true, false, Set.of(), time, time, 3);
    }
}
