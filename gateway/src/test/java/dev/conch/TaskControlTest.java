package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.testing.Complaint;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;

/** Cancel in every state, deadlines, unclear submits: with the right money each time. */
@ParameterizedClass
@EnumSource(Dialect.class)
class TaskControlTest {
    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = TestGateway.on(dialect, folder, 100);
    }

    @AfterEach
    void the_ledger_is_sound() {
        assertThat(gateway.metric("conch_ledger_imbalance_microcents")).isZero();
        gateway.close();
    }

    private void nothingIsChargedOrHeld() {
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100);
        assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
    }

    @Test
    void a_waiting_task_is_canceled_at_once_and_its_money_returns() {
        gateway.provider.works(0);
        gateway.start();
        var id = gateway.createMarble();

        var answer = gateway.post(TEXT_TO_VIDEO + "/" + id + "/cancel", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/status").asString()).isEqualTo("failed");
        assertThat(json(answer).at("/error_code").asString()).isEqualTo("canceled");
        assertThat(json(answer).at("/billing/refund/refunded_at").isString()).isTrue();
        assertThat(gateway.provider.submits()).isEmpty();
        nothingIsChargedOrHeld();
    }

    @Test
    void a_second_cancel_answers_like_the_first() {
        gateway.provider.works(0);
        gateway.start();
        var id = gateway.createMarble();
        gateway.delete("/api/v1/tasks/" + id);

        var again = gateway.delete("/api/v1/tasks/" + id);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).at("/error_code").asString()).isEqualTo("canceled");
        nothingIsChargedOrHeld();
    }

    @Test
    @Complaint(41)
    void a_running_task_ends_without_a_charge_where_the_provider_stops() {
        gateway.provider.charges().holdsBack().cancels();
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "processing");

        var answer = gateway.delete("/api/v1/hailuo/" + id);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/error_code").asString()).isEqualTo("canceled");
        assertThat(gateway.provider.askedToCancel()).hasSize(1);
        nothingIsChargedOrHeld();
    }

    @Test
    @Complaint(15)
    void a_running_task_that_cannot_be_stopped_is_409_and_is_finished_and_charged() {
        gateway.provider.charges().holdsBack();
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "processing");

        var answer = gateway.delete("/api/v1/tasks/" + id);
        gateway.provider.finish();

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).at("/error/code").asString()).isEqualTo("task_not_cancelable");
        gateway.awaitStatus(id, "completed");
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(43);
        assertThat(gateway.provider.askedToCancel()).hasSize(1);
    }

    @Test
    void a_completed_or_failed_task_is_409_and_stays_as_it_is() {
        gateway.start();
        var completed = gateway.createMarble();
        gateway.awaitStatus(completed, "completed");

        assertThat(gateway.delete("/api/v1/tasks/" + completed).statusCode()).isEqualTo(409);
        assertThat(gateway.task(completed).at("/status").asString()).isEqualTo("completed");
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(43);
    }

    @Test
    void a_strangers_or_unknown_task_is_404_and_an_ill_formed_id_400() {
        gateway.start();

        assertThat(
                        gateway.delete("/api/v1/tasks/0197a3b0-0000-7000-8000-000000000000")
                                .statusCode())
                .isEqualTo(404);
        assertThat(gateway.delete("/api/v1/tasks/nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void an_unclear_task_keeps_its_money_and_is_canceled_once_it_is_known_not_to_run() {
        gateway.provider.charges().answers(new SubmitOutcome.Unclear("reset"));
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "processing");

        var answer = gateway.delete("/api/v1/tasks/" + id);
        var held = gateway.balance().at("/held_cents").asInt();
        gateway.provider.lists(new ReconcileOutcome.NotThere());
        gateway.clock.advance(Duration.ofMinutes(1));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).at("/cancel_requested").asBoolean()).isTrue();
        assertThat(held).isEqualTo(57);
        assertThat(gateway.awaitStatus(id, "failed").at("/error_code").asString())
                .isEqualTo("canceled");
        nothingIsChargedOrHeld();
    }

    @Test
    @Complaint({14, 22})
    void an_unclear_submit_that_the_provider_lists_goes_on_and_is_not_sent_again() {
        gateway.provider
                .charges()
                .answers(new SubmitOutcome.Unclear("reset"))
                .knows("up-7")
                .lists(new ReconcileOutcome.Found("up-7"));
        gateway.start();
        var id = gateway.createMarble();
        gateway.clock.advance(Duration.ofMinutes(1));

        gateway.awaitStatus(id, "completed");

        assertThat(gateway.provider.submits()).hasSize(1);
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(43);
    }

    @Test
    void an_unclear_submit_that_never_arrived_is_sent_again() {
        gateway.provider
                .charges()
                .answers(new SubmitOutcome.Unclear("reset"))
                .lists(new ReconcileOutcome.NotThere());
        gateway.start();
        var id = gateway.createMarble();
        gateway.await(id, _ -> gateway.provider.submits().size() == 1);
        gateway.provider.answers(new SubmitOutcome.Accepted("x"));
        gateway.clock.advance(Duration.ofMinutes(1));

        gateway.awaitStatus(id, "completed");

        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(43);
    }

    @Test
    void a_task_that_waits_past_its_deadline_fails_without_a_charge() {
        gateway.provider.works(0);
        gateway.start();
        var id = json(gateway.post(TEXT_TO_VIDEO, withDeadline(60))).at("/id").asString();
        gateway.clock.advance(Duration.ofSeconds(60));

        var task = gateway.awaitStatus(id, "failed");

        assertThat(task.at("/error_code").asString()).isEqualTo("deadline_exceeded");
        nothingIsChargedOrHeld();
    }

    @Test
    @Complaint(35)
    void a_task_that_runs_past_its_deadline_is_stopped_at_the_provider_and_fails() {
        gateway.provider.charges().holdsBack();
        gateway.start();
        var id = json(gateway.post(TEXT_TO_VIDEO, withDeadline(60))).at("/id").asString();
        gateway.awaitStatus(id, "processing");
        gateway.clock.advance(Duration.ofSeconds(60));

        var task = gateway.awaitStatus(id, "failed");

        assertThat(task.at("/error_code").asString()).isEqualTo("deadline_exceeded");
        assertThat(gateway.provider.askedToCancel()).hasSize(1);
        nothingIsChargedOrHeld();
    }

    @Test
    void a_deadline_that_is_no_number_of_seconds_is_422_with_what_would_be_right() {
        gateway.start();
        var answer = gateway.post(TEXT_TO_VIDEO, MARBLE.replace("}", ", \"deadline_seconds\": 1}"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).at("/errors/deadline_seconds/0").asString())
                .isEqualTo("must be an integer between 10 and 604800");
    }

    @Test
    @Complaint({21, 40})
    void a_task_without_a_deadline_is_given_up_after_a_day_of_work() {
        gateway.provider.charges().holdsBack();
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "processing");
        gateway.clock.advance(Duration.ofHours(24));

        assertThat(gateway.awaitStatus(id, "failed").at("/error_code").asString())
                .isEqualTo("deadline_exceeded");
        nothingIsChargedOrHeld();
    }

    @Test
    @Complaint({13, 52})
    void a_failed_task_says_why_and_cannot_be_canceled() {
        gateway.provider.endsWith(new PollOutcome.Failed(new Failure("content", "Not this one")));
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "failed");

        assertThat(gateway.delete("/api/v1/tasks/" + id).statusCode()).isEqualTo(409);
        assertThat(gateway.task(id).at("/error").asString()).isEqualTo("Not this one");
        nothingIsChargedOrHeld();
    }

    private static String withDeadline(int seconds) {
        return MARBLE.replace("}", ", \"deadline_seconds\": %d}".formatted(seconds));
    }
}
