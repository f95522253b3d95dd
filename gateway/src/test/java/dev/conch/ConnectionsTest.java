package dev.conch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.TestGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The wire itself, by plain sockets: closing, and requests that two readers could read in two ways.
 */
class ConnectionsTest {
    private static final int PATIENCE_MILLIS = 10_000;

    @TempDir Path folder;

    /** All that comes back until the server closes; a socket timeout fails the test. */
    private static String exchange(TestGateway gateway, String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void a_connection_is_closed_when_the_caller_asks_for_it() throws IOException {
        try (var gateway = TestGateway.started(folder)) {
            var answer =
                    exchange(
                            gateway,
                            "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"live\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 41",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Content-Length: -5",
                "Content-Length: two"
            })
    void a_body_of_unclear_length_is_400_and_nothing_after_it_is_answered(String framing)
            throws IOException {
        try (var gateway = TestGateway.started(folder)) {
            var answer =
                    exchange(
                            gateway,
                            "POST /api/v1/hailuo/text_to_video HTTP/1.1\r\nHost: x\r\n"
                                    + "Authorization: Bearer "
                                    + TestGateway.KEY
                                    + "\r\nContent-Type: application/json\r\n"
                                    + framing
                                    + "\r\n\r\n{}GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("200 OK");
            assertThat(answer).contains("\"error\":{\"message\":\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /health/live HTTP/1.0\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n\r\n",
                "GET /api/v1/tasks/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            })
    void what_is_not_a_request_is_answered_in_json_with_a_message_and_a_mark(String request)
            throws IOException {
        try (var gateway = TestGateway.started(folder)) {
            var answer = exchange(gateway, request);

            assertThat(answer).startsWith("HTTP/1.1 ").contains("X-Request-Id: req_");
            assertThat(answer).contains("{\"error\":{\"message\":\"").doesNotContain("null,\"type");
        }
    }

    @Test
    void ill_formed_chunks_are_400_and_end_the_connection() throws IOException {
        try (var gateway = TestGateway.started(folder)) {
            var answer =
                    exchange(
                            gateway,
                            "POST /api/v1/hailuo/text_to_video HTTP/1.1\r\nHost: x\r\n"
                                    + "Authorization: Bearer "
                                    + TestGateway.KEY
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("ill-formed");
        }
    }

    @Test
    void a_port_in_use_stops_the_start_before_an_account_is_made() {
        try (var first = TestGateway.started(folder.resolve("first"))) {
            var settings = Map.of("server.port", String.valueOf(first.port()));
            try (var second = TestGateway.with(folder.resolve("second"), 100, settings)) {
                assertThatThrownBy(second::start)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot listen on 127.0.0.1:" + first.port());
            }
        }
    }
}
