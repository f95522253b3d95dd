package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.Complaint;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** What a stop in the middle leaves is taken up by the next start. */
class RestartTest {
    @TempDir Path folder;

    @Test
    void a_task_that_ran_at_the_stop_is_finished_after_the_next_start_and_charged_once() {
        String id;
        try (var gateway = TestGateway.with(folder, 100, Map.of())) {
            gateway.provider.holdsBack();
            gateway.start();
            id = gateway.createMarble();
            gateway.awaitStatus(id, "processing");
        }
        try (var gateway = TestGateway.with(folder, 100, Map.of())) {
            gateway.start();

            gateway.awaitStatus(id, "completed");

            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(43);
            assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
            assertThat(gateway.provider.submits())
                    .hasSize(1)
                    .first()
                    .matches(s -> s.attempt() == 2);
        }
    }

    @Test
    @Complaint(16)
    void a_running_task_of_a_paid_provider_is_asked_for_and_never_submitted_again() {
        String id;
        try (var gateway = TestGateway.with(folder, 100, Map.of())) {
            gateway.provider.charges().holdsBack();
            gateway.start();
            id = gateway.createMarble();
            gateway.awaitStatus(id, "processing");
        }
        try (var gateway = TestGateway.with(folder, 100, Map.of())) {
            gateway.provider.charges();
            gateway.start();

            gateway.awaitStatus(id, "failed"); // this provider forgot it with its process

            assertThat(gateway.provider.submits()).isEmpty();
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100);
        }
    }

    @Test
    void the_account_its_key_and_its_links_outlive_a_restart() {
        String url;
        try (var gateway = TestGateway.started(folder)) {
            url =
                    gateway.awaitStatus(gateway.createMarble(), "completed")
                            .at("/videos/0/url")
                            .asString();
        }
        try (var gateway = TestGateway.started(folder)) {
            var path = url.substring(url.indexOf("/files/"));

            assertThat(gateway.get(path).statusCode()).isEqualTo(200);
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000 - 57);
        }
    }

    @Test
    void a_second_gateway_on_the_same_folder_is_refused_in_plain_words() {
        try (var _ = TestGateway.started(folder)) {
            assertThatThrownBy(() -> TestGateway.started(folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another conch is running on");
        }
    }
}
