package dev.conch.task;

import static dev.conch.testing.SettableClock.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Decisions as values: what follows from each answer of a provider. */
class StepsTest {
    private static final Failure NO = new Failure("no", "No");
    private static final TaskProgress SUBMITTING =
            TaskProgress.queued(NOON, "p").submitting("node", NOON);
    private static final TaskProgress RUNNING = SUBMITTING.running("up-1");

    @Test
    void an_accepted_submit_runs_under_the_providers_id() {
        var next = Steps.afterSubmit(SUBMITTING, new SubmitOutcome.Accepted("up-1"), NOON);

        assertThat(next.state()).isEqualTo(TaskState.RUNNING);
        assertThat(next.providerTaskId()).isEqualTo("up-1");
        assertThat(next.nodeId()).isEqualTo("node");
    }

    @Test
    void a_refused_submit_fails_and_an_unclear_one_parks() {
        assertThat(Steps.afterSubmit(SUBMITTING, new SubmitOutcome.Refused(NO), NOON).state())
                .isEqualTo(TaskState.FAILED);
        var unclear = Steps.afterSubmit(SUBMITTING, new SubmitOutcome.Unclear("reset"), NOON);
        assertThat(unclear.state()).isEqualTo(TaskState.UNCLEAR);
        assertThat(unclear.nodeId()).isNull();
    }

    @Test
    void a_busy_provider_gets_at_least_a_second() {
        var next = Steps.afterSubmit(SUBMITTING, new SubmitOutcome.Busy(Duration.ZERO), NOON);

        assertThat(next.state()).isEqualTo(TaskState.QUEUED);
        assertThat(next.dueAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(next.attempts()).isEqualTo(1);
    }

    @Test
    void a_cut_submit_is_repeated_only_where_that_is_free() {
        assertThat(Steps.afterCutSubmit(SUBMITTING, true, NOON).state())
                .isEqualTo(TaskState.QUEUED);
        assertThat(Steps.afterCutSubmit(SUBMITTING, false, NOON).state())
                .isEqualTo(TaskState.UNCLEAR);
    }

    @Test
    void progress_never_goes_back_nor_past_the_end() {
        var half = RUNNING.at(0.5);
        var poll = Duration.ofSeconds(1);

        assertThat(Steps.afterPoll(half, new PollOutcome.Running(0.2, poll), true, NOON).fraction())
                .isEqualTo(0.5);
        assertThat(Steps.afterPoll(half, new PollOutcome.Running(7, poll), true, NOON).fraction())
                .isEqualTo(1);
    }

    @Test
    void a_lost_task_is_made_anew_where_that_is_free_and_fails_where_it_is_not() {
        assertThat(Steps.afterPoll(RUNNING, new PollOutcome.Lost(), true, NOON).state())
                .isEqualTo(TaskState.QUEUED);
        assertThat(Steps.afterPoll(RUNNING, new PollOutcome.Lost(), false, NOON).failure())
                .isEqualTo(Steps.LOST);
    }

    @Test
    void only_the_three_ends_are_terminal() {
        assertThat(TaskState.values())
                .filteredOn(TaskState::terminal)
                .containsExactly(TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELED);
    }
}
