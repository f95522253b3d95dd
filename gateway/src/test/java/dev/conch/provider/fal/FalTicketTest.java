package dev.conch.provider.fal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.net.URI;

class FalTicketTest {
    private static final URI BASE = URI.create("https://queue.fal.run");
    private static final String ENDPOINT = "fal-ai/minimax/hailuo-2.3/pro/text-to-video";

    private static FalTicket read(String json) {
        return FalTicket.of(JsonMapper.shared().readTree(json), ENDPOINT, BASE).orElseThrow();
    }

    @Test
    void usual_addresses_are_kept_as_one() {
        var ticket = read("{\"request_id\": \"abc\"}");

        assertThat(ticket.text()).isEqualTo("https://queue.fal.run/fal-ai/minimax/requests/abc");
        assertThat(ticket.status())
                .hasToString("https://queue.fal.run/fal-ai/minimax/requests/abc/status");
        assertThat(ticket.cancel())
                .hasToString("https://queue.fal.run/fal-ai/minimax/requests/abc/cancel");
        assertThat(FalTicket.parse(ticket.text(), BASE)).contains(ticket);
    }

    @Test
    void other_addresses_of_fals_are_kept_one_by_one() {
        var ticket =
                read(
                        """
                        {"request_id": "abc",
                         "status_url": "https://queue-eu.fal.run/s?of=abc",
                         "response_url": "https://fal.run/r/abc",
                         "cancel_url": "https://queue.fal.run/c/abc"}""");

        assertThat(ticket.status()).hasToString("https://queue-eu.fal.run/s?of=abc");
        assertThat(ticket.response()).hasToString("https://fal.run/r/abc");
        assertThat(FalTicket.parse(ticket.text(), BASE)).contains(ticket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "https://queue.fal.run/fal-ai/minimax",
                "https://queue.fal.run/fal-ai/minimax/requests/abc/status",
                "https://evil.example/fal-ai/minimax/requests/abc",
                "abc https://queue.fal.run/s https://evil.example/r https://queue.fal.run/c",
                "abc https://queue.fal.run/s https://queue.fal.run/r",
                "a/b https://queue.fal.run/s https://queue.fal.run/r https://queue.fal.run/c"
            })
    void what_is_no_ticket_of_ours_is_not_believed(String text) {
        assertThat(FalTicket.parse(text, BASE)).isEmpty();
    }
}
