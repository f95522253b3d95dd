package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.testing.Complaint;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Money is held at accept and ended exactly once, whatever happens in between. */
@ParameterizedClass
@EnumSource(Dialect.class)
class MoneyTest {
    @Parameter Dialect dialect;
    @TempDir Path folder;

    @Test
    @Complaint(5)
    void two_hundred_creates_at_once_with_balance_for_a_hundred_accept_exactly_a_hundred()
            throws Exception {
        try (var gateway = TestGateway.on(dialect, folder, 5_700)) {
            gateway.provider.works(0);
            gateway.start();
            var statuses = new ArrayList<Integer>();
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                var creates = new ArrayList<Callable<Integer>>();
                for (int i = 0; i < 200; i++) {
                    creates.add(() -> gateway.post(TEXT_TO_VIDEO, MARBLE).statusCode());
                }
                for (var result : callers.invokeAll(creates)) {
                    statuses.add(result.get());
                }
            }

            assertThat(statuses).filteredOn(s -> s == 200).hasSize(100);
            assertThat(statuses).filteredOn(s -> s == 402).hasSize(100);
            assertThat(gateway.balance().at("/balance_cents").asInt()).isZero();
            assertThat(gateway.balance().at("/held_cents").asInt()).isEqualTo(5_700);
            assertThat(gateway.metric("conch_ledger_imbalance_microcents")).isZero();
        }
    }

    @Test
    @Complaint(47)
    void too_little_balance_is_402_with_both_amounts_and_leaves_no_task() {
        try (var gateway = TestGateway.on(dialect, folder, 56)) {
            gateway.start();
            var response = gateway.post(TEXT_TO_VIDEO, MARBLE);

            assertThat(response.statusCode()).isEqualTo(402);
            var error = json(response).at("/error");
            assertThat(error.at("/code").asString()).isEqualTo("insufficient_credits");
            assertThat(error.at("/message").asString()).contains("57 cents").contains("56 cents");
            assertThat(gateway.provider.submits()).isEmpty();
            assertThat(gateway.metric("conch_tasks_waiting")).isZero();
        }
    }

    @Test
    @Complaint({1, 2, 3, 52})
    void a_refused_submit_gives_the_money_back() {
        try (var gateway = TestGateway.on(dialect, folder, 57)) {
            gateway.provider.answers(
                    new SubmitOutcome.Refused(
                            Trouble.of(
                                    ErrorClass.CONTENT,
                                    new Failure("content", "Not this prompt"))));
            gateway.start();

            var task = gateway.awaitStatus(gateway.createMarble(), "failed");

            assertThat(task.at("/error").asString()).isEqualTo("Not this prompt");
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(57);
        }
    }

    @Test
    void a_provider_keeps_nothing_of_a_task_that_has_ended_either_way() {
        try (var gateway = TestGateway.on(dialect, folder, 1_000)) {
            gateway.start();
            gateway.awaitStatus(gateway.createMarble(), "completed");
            gateway.provider.fails("No");
            var failed = gateway.createMarble();

            gateway.await(
                    failed,
                    task ->
                            task.at("/status").asString().equals("failed")
                                    && gateway.provider.kept() == 0);
        }
    }

    @Test
    @Complaint(22)
    void an_unclear_submit_is_never_sent_again_and_keeps_its_money_held() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.provider.charges().answers(new SubmitOutcome.Unclear("connection reset"));
            gateway.start();

            var task = gateway.awaitStatus(gateway.createMarble(), "processing");
            gateway.clock.advance(Duration.ofDays(1));
            var later = gateway.task(task.at("/id").asString());

            assertThat(later.at("/status").asString()).isEqualTo("processing");
            assertThat(gateway.provider.submits()).hasSize(1);
            assertThat(gateway.balance().at("/held_cents").asInt()).isEqualTo(57);
        }
    }

    @Test
    @Complaint(44)
    void a_busy_provider_is_asked_again_after_the_time_it_said() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.provider.answers(
                    new SubmitOutcome.Refused(Trouble.throttled(Duration.ofMinutes(5))));
            gateway.start();
            var id = gateway.createMarble();
            gateway.await(id, _ -> gateway.provider.submits().size() == 1);
            gateway.provider.answers(new SubmitOutcome.Accepted("x"));
            var began = gateway.clock.instant();

            gateway.await(
                    id,
                    task -> {
                        gateway.clock.advance(Duration.ofSeconds(10));
                        return task.at("/status").asString().equals("completed");
                    });

            assertThat(gateway.provider.submits()).hasSize(2);
            assertThat(Duration.between(began, gateway.clock.instant()))
                    .isGreaterThan(Duration.ofMinutes(5));
        }
    }

    @Test
    @Complaint(12)
    void a_result_that_a_paid_provider_has_lost_before_it_was_copied_costs_nothing() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.provider.charges().breaksDownloads(Integer.MAX_VALUE);
            gateway.start();
            var id = gateway.createMarble();
            gateway.await(id, _ -> gateway.provider.submits().size() == 1);

            gateway.provider.endsWith(new PollOutcome.Lost());

            var task = gateway.awaitStatus(id, "failed");
            assertThat(task.at("/error_code").asString()).isEqualTo("provider_lost_task");
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100);
        }
    }

    @Test
    void a_result_that_cannot_be_fetched_for_a_day_is_given_up_and_costs_nothing() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.provider.charges().breaksDownloads(Integer.MAX_VALUE);
            gateway.start();
            var id = gateway.createMarble();
            gateway.await(id, _ -> gateway.provider.downloadsBroken() > 1);
            gateway.clock.advance(Duration.ofHours(23));
            int byThen = gateway.provider.downloadsBroken();
            gateway.await(id, _ -> gateway.provider.downloadsBroken() > byThen + 2);
            var meanwhile = gateway.task(id);

            gateway.clock.advance(Duration.ofHours(2));
            var task = gateway.awaitStatus(id, "failed");

            assertThat(meanwhile.at("/status").asString()).isEqualTo("processing");
            assertThat(task.at("/error_code").asString()).isEqualTo("result_unavailable");
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100);
            assertThat(gateway.provider.submits()).hasSize(1);
        }
    }

    @Test
    @Complaint(12)
    void a_task_that_a_paid_provider_lost_fails_and_costs_nothing() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.provider.charges().endsWith(new PollOutcome.Lost());
            gateway.start();

            var task = gateway.awaitStatus(gateway.createMarble(), "failed");

            assertThat(task.at("/error_code").asString()).isEqualTo("provider_lost_task");
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100);
        }
    }

    @Test
    @Complaint({19, 26, 27})
    void a_result_whose_download_breaks_is_downloaded_again_and_never_made_again() {
        try (var gateway = TestGateway.on(dialect, folder, 100)) {
            gateway.provider.charges().breaksDownloads(5);
            gateway.start();

            var task = gateway.awaitStatus(gateway.createMarble(), "completed");

            assertThat(task.at("/videos/0/url").isString()).isTrue();
            assertThat(gateway.provider.submits()).hasSize(1);
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(43);
        }
    }
}
