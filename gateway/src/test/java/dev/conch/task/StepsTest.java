package dev.conch.task;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Priority;
import dev.conch.base.TaskId;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.testing.Complaint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.Stream;

/** Decisions as values: what follows from each answer of a provider. */
class StepsTest {
    private static final Failure NO = new Failure("no", "No");
    private static final TaskProgress SUBMITTING =
            TaskProgress.queued(NOON).submitting("node", "p", "m", NOON);
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
        assertThat(
                        Steps.afterSubmit(
                                        SUBMITTING,
                                        new SubmitOutcome.Refused(
                                                Trouble.of(ErrorClass.CONTENT, NO)),
                                        NOON)
                                .state())
                .isEqualTo(TaskState.FAILED);
        var unclear = Steps.afterSubmit(SUBMITTING, new SubmitOutcome.Unclear("reset"), NOON);
        assertThat(unclear.state()).isEqualTo(TaskState.UNCLEAR);
        assertThat(unclear.nodeId()).isNull();
    }

    @Test
    void a_task_that_a_busy_provider_refused_may_go_elsewhere_at_once() {
        var next =
                Steps.afterSubmit(
                        SUBMITTING,
                        new SubmitOutcome.Refused(Trouble.throttled(Duration.ZERO)),
                        NOON);

        assertThat(next.state()).isEqualTo(TaskState.QUEUED);
        assertThat(next.dueAt()).isEqualTo(NOON);
        assertThat(next.attempts()).isEqualTo(1);
    }

    @Test
    void a_result_that_cannot_be_copied_is_fetched_ever_less_often() {
        assertThat(Stream.of(1, 2, 3, 7, 8, 1000).map(Steps::storeAgain).map(Duration::toSeconds))
                .containsExactly(5L, 10L, 20L, 320L, 600L, 600L);
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

    @Test
    @Complaint(38)
    void callers_only_ever_see_the_four_words_that_their_clients_know() {
        assertThat(TaskState.values())
                .extracting(TaskState::publicStatus)
                .containsOnly("pending", "processing", "completed", "failed");
    }

    @Test
    void a_late_or_unwanted_task_that_never_started_ends_instead_of_starting_again() {
        var unclear = RUNNING.unclear(NOON);
        var wanted = task(unclear, null, Task.Wishes.NONE);
        var late = task(unclear, NOON, Task.Wishes.NONE);
        var unwanted = task(unclear, null, new Task.Wishes(NOON, null));
        var never = new ReconcileOutcome.NotThere();

        assertThat(Steps.afterReconcile(wanted, never, Steps.Policy.WAIT, NOON).state())
                .isEqualTo(TaskState.QUEUED);
        assertThat(Steps.afterReconcile(late, never, Steps.Policy.WAIT, NOON).failure())
                .isEqualTo(Steps.LATE);
        assertThat(Steps.afterReconcile(unwanted, never, Steps.Policy.WAIT, NOON).state())
                .isEqualTo(TaskState.CANCELED);
    }

    @Test
    void a_submit_that_led_to_nothing_is_repeated_ever_later_and_thirty_times_at_most() {
        var never = new ReconcileOutcome.NotThere();
        var waits = new ArrayList<Long>();
        var progress = SUBMITTING.unclear(NOON);
        while (progress.state() == TaskState.UNCLEAR) {
            var next =
                    Steps.afterReconcile(
                            task(progress, null, Task.Wishes.NONE), never, Steps.Policy.WAIT, NOON);
            if (next.state() == TaskState.QUEUED) {
                waits.add(Duration.between(NOON, next.dueAt()).toSeconds());
                next = next.submitting("node", "p", "m", NOON).unclear(NOON);
            }
            progress = next;
        }

        assertThat(progress.failure()).isEqualTo(Steps.NEVER_TAKEN);
        assertThat(waits).startsWith(0L, 1L, 4L, 9L).endsWith(60L).hasSize(29);
    }

    @Test
    void what_cannot_be_told_stays_parked_until_the_operators_time_is_over() {
        var unclear = task(RUNNING.unclear(NOON), null, Task.Wishes.NONE);
        var silence = new ReconcileOutcome.CannotTell();

        var parked = Steps.afterReconcile(unclear, silence, Steps.Policy.WAIT, NOON);
        assertThat(parked.state()).isEqualTo(TaskState.UNCLEAR);
        assertThat(parked.dueAt()).isEqualTo(NOON.plus(Steps.LOOK_AGAIN));
        assertThat(Steps.afterReconcile(unclear, silence, Steps.Policy.GIVE_UP, NOON).failure())
                .isEqualTo(Steps.NEVER_CLEARED);
    }

    private static Task task(
            TaskProgress progress, @Nullable Instant deadline, Task.Wishes wishes) {
        var marble = Orders.marble(1, 1, Priority.NORMAL);
        var order =
                new TaskOrder(
                        marble.buyer(),
                        marble.service(),
                        marble.action(),
                        marble.model(),
                        marble.request(),
                        marble.price(),
                        marble.warnings(),
                        null,
                        "",
                        null,
                        deadline);
        return new Task(TaskId.next(), order, progress, 1, NOON, wishes);
    }
}
