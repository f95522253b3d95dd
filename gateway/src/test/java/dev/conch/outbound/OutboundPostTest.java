package dev.conch.outbound;

import static dev.conch.testing.FakeUpstream.chunkedWithoutEnd;
import static dev.conch.testing.FakeUpstream.cutHalfway;
import static dev.conch.testing.FakeUpstream.redirect;
import static dev.conch.testing.FakeUpstream.reply;
import static dev.conch.testing.FakeUpstream.stall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conch.outbound.FetchException.Reason;
import dev.conch.testing.FakeUpstream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Private networks are allowed where the upstream lives on loopback. */
@Timeout(20)
class OutboundPostTest {
    private static final Duration AMPLE = Duration.ofSeconds(15);
    private static final byte[] BODY = "{\"ü\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "User-Agent", "test");

    private final OutboundClient client = new OutboundClient(config(true));

    @Test
    void the_body_arrives_as_it_is_with_the_callers_headers_and_no_others_of_note() {
        try (var upstream = new FakeUpstream(reply(204, Map.of(), new byte[0]))) {
            var answer = client.post(upstream.url("/hook?a=b"), HEADERS, BODY, AMPLE);

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.retryAfter()).isEmpty();
            assertThat(answer.took()).isPositive();
            var request = upstream.received().getFirst();
            assertThat(request.body()).isEqualTo(BODY);
            assertThat(request.head().split("\r\n"))
                    .containsExactlyInAnyOrder(
                            "POST /hook?a=b HTTP/1.1",
                            "Content-Type: application/json",
                            "User-Agent: test",
                            "Accept-Encoding: identity",
                            "Content-Length: " + BODY.length,
                            "Host: 127.0.0.1:" + upstream.port(),
                            "Connection: Keep-Alive");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 304, 400, 401, 404, 408, 410, 421, 429, 500, 502, 503, 504})
    void every_status_is_an_answer_and_is_asked_for_once(int status) {
        var step = reply(status, Map.of("Retry-After", "0"), new byte[0]);
        try (var upstream = new FakeUpstream(step, step)) {
            var answer = client.post(upstream.url("/"), HEADERS, BODY, AMPLE);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.retryAfter()).isEqualTo("0");
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_an_answer_and_is_not_followed(int status) {
        try (var upstream =
                new FakeUpstream(redirect(status, "/moved"), reply("text/plain", BODY))) {
            assertThat(client.post(upstream.url("/"), HEADERS, BODY, AMPLE).status())
                    .isEqualTo(status);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "120,120",
        "'Sun, 22 Nov 2026 12:00:00 GMT','Sun, 22 Nov 2026 12:00:00 GMT'",
        "ü,''"
    })
    void what_the_server_says_of_waiting_is_handed_on_if_it_is_plain_text(
            String sent, String found) {
        var step = reply(503, Map.of("Retry-After", sent), new byte[0]);
        try (var upstream = new FakeUpstream(step)) {
            var answer = client.post(upstream.url("/"), HEADERS, BODY, AMPLE);
            assertThat(answer.retryAfter()).isEqualTo(found);
        }
    }

    @Test
    void an_answer_that_never_ends_or_is_cut_counts_by_its_status() {
        try (var upstream =
                new FakeUpstream(
                        chunkedWithoutEnd("text/plain", new byte[1000]),
                        cutHalfway("text/plain", BODY))) {
            assertThat(client.post(upstream.url("/"), HEADERS, BODY, AMPLE).status())
                    .isEqualTo(200);
            assertThat(client.post(upstream.url("/"), HEADERS, BODY, AMPLE).status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le"})
    void a_server_that_stalls_before_its_status_is_left_when_the_time_is_up(String sentBefore) {
        try (var upstream = new FakeUpstream(stall(sentBefore))) {
            var failure = fails(client, upstream.url("/"), Duration.ofMillis(150));
            assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void a_connection_that_closes_without_an_answer_is_not_tried_again() {
        try (var upstream = new FakeUpstream()) {
            assertThat(fails(client, upstream.url("/"), AMPLE).reason())
                    .isEqualTo(Reason.UNREACHABLE);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void a_name_is_resolved_and_judged_at_every_call() {
        Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "169.254.169.254"));
        var rebound =
                new OutboundClient(
                        config(true),
                        _ -> List.of(InetAddress.ofLiteral(answers.remove())),
                        UnaryOperator.identity());
        try (var upstream = new FakeUpstream(reply("text/plain", BODY))) {
            String url = "http://hooks.example:" + upstream.port() + "/";
            assertThat(rebound.post(url, HEADERS, BODY, AMPLE).status()).isEqualTo(200);

            assertThat(fails(rebound, url, AMPLE).reason()).isEqualTo(Reason.BLOCKED_ADDRESS);
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://169.254.169.254/",
                "https://10.0.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://localhost/"
            })
    void a_literal_address_within_is_refused_before_it_is_used(String url) {
        var strict = new OutboundClient(config(false));
        assertThat(checkFails(strict, url)).isEqualTo(Reason.BLOCKED_ADDRESS);
        assertThat(fails(strict, url, AMPLE).reason()).isEqualTo(Reason.BLOCKED_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hook",
                "ftp://a.example/",
                "http://a.example/",
                "https://u:p@a.example/",
                "https://a.example:22/",
                "https://2130706433/",
                "https://localhost./",
                "https:///x"
            })
    void a_url_of_another_form_is_refused_before_it_is_used(String url) {
        assertThat(checkFails(new OutboundClient(config(false)), url)).isEqualTo(Reason.BAD_URL);
    }

    @Test
    void a_check_resolves_no_name() {
        var strict =
                new OutboundClient(
                        config(false),
                        _ -> {
                            throw new AssertionError("resolved");
                        },
                        UnaryOperator.identity());
        assertThatCode(() -> strict.check("https://hooks.example/a?b")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "https://Hooks.Example/a?b,https://hooks.example:443",
        "http://hooks.example:8080,http://hooks.example:8080",
        "https://[2606:4700::1111]/,https://[2606:4700::1111]:443",
        "https://bücher.example/,https://xn--bcher-kva.example:443",
        "nonsense,''"
    })
    void an_origin_has_one_spelling(String url, String origin) {
        assertThat(OutboundClient.origin(url)).isEqualTo(origin);
    }

    private static FetchException fails(OutboundClient client, String url, Duration timeout) {
        return catchThrowableOfType(
                FetchException.class, () -> client.post(url, HEADERS, BODY, timeout));
    }

    private static Reason checkFails(OutboundClient client, String url) {
        return catchThrowableOfType(FetchException.class, () -> client.check(url)).reason();
    }

    private static OutboundConfig config(boolean allowPrivateNetworks) {
        return new OutboundConfig(allowPrivateNetworks, false, Set.of(), AMPLE, AMPLE, 0);
    }
}
