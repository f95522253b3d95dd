package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.ReconcileOutcome.CannotTell;
import dev.conch.provider.ReconcileOutcome.Found;
import dev.conch.provider.ReconcileOutcome.NotThere;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What V2's list proves of a submit whose answer never came, and what it does not. */
class MinimaxReconcileTest {
    private static final Duration SETTLED = V2Reconciler.SETTLED;
    private static final String FOREIGN =
            "{\"model\":\"MiniMax-H3\",\"resolution\":\"768P\",\"duration\":5}";

    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private final ScriptedMinimax upstream = new ScriptedMinimax("key", clock);
    private final List<MinimaxProvider> made = new ArrayList<>();
    private final AtomicLong serial = new AtomicLong();

    @AfterEach
    void stop() {
        made.forEach(MinimaxProvider::close);
        upstream.close();
    }

    private MinimaxProvider provider(boolean exclusive) {
        var more = Map.of("exclusive_key", String.valueOf(exclusive));
        var settings =
                new UpstreamSettings(
                        "minimax-test", upstream.url(), new Secret("key"), 30, more, folder);
        var provider = new MinimaxProvider(settings, clock, (_, _) -> {});
        made.add(provider);
        return provider;
    }

    /** One that has run for long enough to know all tasks that matter. */
    private MinimaxProvider seasoned() {
        var provider = provider(true);
        clock.advance(SETTLED.multipliedBy(2));
        return provider;
    }

    /** A task that is made now, by the clock of the test. */
    private VideoRequest request() {
        long high = clock.instant().toEpochMilli() << 16 | 0x7000;
        var id = new TaskId(new UUID(high, Long.MIN_VALUE | serial.incrementAndGet()));
        return new VideoRequest(id, 1, Wishes.text("MiniMax-H3", 768, 5), null);
    }

    /** Submits with a broken answer; the task is started or not. */
    private VideoRequest cut(MinimaxProvider provider, boolean starts) {
        var request = request();
        if (starts) {
            upstream.next(Step.SUBMIT, Fault.CUT);
        } else {
            upstream.answer(500, "{}");
        }
        assertThat(provider.submit(request)).isInstanceOf(SubmitOutcome.Unclear.class);
        return request;
    }

    private ReconcileOutcome afterAll(MinimaxProvider provider, VideoRequest request) {
        provider.reconcile(request);
        clock.advance(SETTLED);
        return provider.reconcile(request);
    }

    @Test
    void the_only_task_that_nobody_knows_is_the_one_where_the_key_is_used_by_nobody_else() {
        var provider = seasoned();
        provider.submit(request());
        var cut = cut(provider, true);
        var expected = upstream.last();
        clock.advance(Duration.ofSeconds(30));
        provider.submit(request());

        var found = provider.reconcile(cut);

        assertThat(found)
                .isEqualTo(
                        new Found(
                                "v2:%d:%s"
                                        .formatted(
                                                expected.created.getEpochSecond(), expected.id)));
        assertThat(provider.reconcile(cut)).isEqualTo(found);
        assertThat(provider.poll(((Found) found).providerTaskId()))
                .isInstanceOf(PollOutcome.Running.class);
        assertThat(upstream.started()).isEqualTo(3);
    }

    @Test
    void where_others_may_use_the_key_a_task_that_nobody_knows_may_be_theirs() {
        var provider = provider(false);
        clock.advance(SETTLED.multipliedBy(2));
        var cut = cut(provider, true);
        assertThat(afterAll(provider, cut)).isInstanceOf(CannotTell.class);
    }

    @Test
    void two_tasks_that_nobody_knows_are_one_too_many() {
        var provider = seasoned();
        var cut = cut(provider, true);
        upstream.foreign(FOREIGN);
        assertThat(afterAll(provider, cut)).isInstanceOf(CannotTell.class);
    }

    @Test
    void a_task_of_another_length_is_not_the_one() {
        var provider = seasoned();
        var cut = cut(provider, false);
        upstream.foreign(FOREIGN.replace("5}", "6}"));
        assertThat(afterAll(provider, cut)).isInstanceOf(CannotTell.class);
    }

    @Test
    void two_open_submits_of_which_one_started_cannot_be_told_apart() {
        var provider = seasoned();
        var one = cut(provider, true);
        var other = cut(provider, false);
        assertThat(provider.reconcile(one)).isInstanceOf(CannotTell.class);
        assertThat(provider.reconcile(other)).isInstanceOf(CannotTell.class);
    }

    @Test
    void a_process_that_has_just_begun_does_not_know_what_the_former_one_started() {
        var provider = provider(true);
        clock.advance(Duration.ofMinutes(1));
        var cut = cut(provider, true);
        assertThat(afterAll(provider, cut)).isInstanceOf(CannotTell.class);
    }

    @Test
    void a_submit_of_a_former_process_is_never_found_by_looks() {
        var request = cut(seasoned(), true);
        var next = seasoned();
        assertThat(afterAll(next, request)).isInstanceOf(CannotTell.class);
    }

    @Test
    void nothing_new_in_the_whole_list_some_time_later_means_that_nothing_started() {
        var provider = provider(false);
        provider.submit(request());
        var cut = cut(provider, false);

        assertThat(provider.reconcile(cut)).isInstanceOf(CannotTell.class);
        clock.advance(SETTLED.minusSeconds(1));
        assertThat(provider.reconcile(cut)).isInstanceOf(CannotTell.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(provider.reconcile(cut)).isInstanceOf(NotThere.class);
    }

    @Test
    void nothing_new_proves_it_for_a_submit_of_a_former_process_too() {
        var cut = cut(provider(false), false);
        assertThat(afterAll(provider(false), cut)).isInstanceOf(NotThere.class);
    }

    @Test
    void what_was_there_before_the_submit_is_no_candidate() {
        upstream.foreign(FOREIGN);
        clock.advance(Duration.ofHours(1));
        var provider = provider(false);
        var cut = cut(provider, false);
        assertThat(afterAll(provider, cut)).isInstanceOf(NotThere.class);
    }

    @Test
    void a_task_that_is_polled_is_ours_and_no_candidate() {
        var former = provider(false);
        var accepted = (SubmitOutcome.Accepted) former.submit(request());
        var provider = provider(false);
        var cut = cut(provider, false);
        assertThat(afterAll(provider, cut)).isInstanceOf(CannotTell.class);

        provider.poll(accepted.providerTaskId());

        assertThat(provider.reconcile(cut)).isInstanceOf(NotThere.class);
    }

    @Test
    void what_this_process_knows_to_have_started_is_found_without_asking() {
        var provider = provider(false);
        var request = request();
        var accepted = (SubmitOutcome.Accepted) provider.submit(request);
        assertThat(provider.reconcile(request)).isEqualTo(new Found(accepted.providerTaskId()));
        assertThat(upstream.count(Step.LIST)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "DRIP", "RESET", "SILENCE", "LATE"})
    void a_broken_list_proves_nothing(Fault fault) {
        var provider = provider(false);
        var cut = cut(provider, false);
        provider.reconcile(cut);
        clock.advance(SETTLED);
        upstream.next(Step.LIST, fault);
        assertThat(provider.reconcile(cut)).isInstanceOf(CannotTell.class);
        assertThat(provider.reconcile(cut)).isInstanceOf(NotThere.class);
    }

    @Test
    void a_list_in_an_order_that_nobody_promised_proves_nothing() {
        var provider = provider(false);
        var cut = cut(provider, false);
        provider.reconcile(cut);
        clock.advance(SETTLED);
        upstream.answer(
                200,
                """
                {"items":[{"id":"1","created_at":5},{"id":"2","created_at":6}],"total":2}""");
        assertThat(provider.reconcile(cut)).isInstanceOf(CannotTell.class);
    }

    @Test
    void a_server_whose_clock_is_not_ours_or_hidden_proves_nothing() {
        var provider = provider(false);
        var cut = cut(provider, false);
        provider.reconcile(cut);
        clock.advance(SETTLED);
        upstream.hideDate();
        assertThat(provider.reconcile(cut)).isInstanceOf(CannotTell.class);
    }

    @Test
    void a_long_list_is_read_to_the_time_of_the_submit_and_no_further() {
        for (int i = 0; i < 250; i++) {
            upstream.foreign(FOREIGN);
            clock.advance(Duration.ofSeconds(2));
        }
        clock.advance(Duration.ofMinutes(2));
        var provider = provider(false);
        var cut = cut(provider, false);
        provider.reconcile(cut);
        clock.advance(SETTLED);
        long before = upstream.count(Step.LIST);
        assertThat(provider.reconcile(cut)).isInstanceOf(NotThere.class);
        assertThat(upstream.count(Step.LIST) - before).isEqualTo(1);
    }
}
