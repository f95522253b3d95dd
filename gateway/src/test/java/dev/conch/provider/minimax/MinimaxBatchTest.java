package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Pause;
import dev.conch.base.Secret;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Polls of many tasks at once. A round is full with 20, so 20 polls need no clock to meet. */
class MinimaxBatchTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Waits for a full round, however long the moment is. */
    private static final Pause UNTIL_FULL = (bell, _) -> bell.await(LONG);

    private final SettableClock clock = new SettableClock();
    private final ScriptedMinimax upstream = new ScriptedMinimax("key", clock);
    private final MinimaxProvider provider = provider(UNTIL_FULL);

    private MinimaxProvider provider(Pause pause) {
        var settings =
                new UpstreamSettings(
                        "minimax-test",
                        upstream.url(),
                        new Secret("key"),
                        30,
                        Map.of(),
                        Path.of("unused"));
        return new MinimaxProvider(settings, clock, pause);
    }

    @AfterEach
    void stop() {
        provider.close();
        upstream.close();
    }

    private List<String> started() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < V2Batch.MOST; i++) {
            var outcome = provider.submit(Wishes.request(Wishes.text("MiniMax-H3", 768, 5)));
            ids.add(((SubmitOutcome.Accepted) outcome).providerTaskId());
        }
        return ids;
    }

    private List<PollOutcome> pollTogether(List<String> ids) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var polls = new ArrayList<Future<PollOutcome>>();
            for (var id : ids) {
                polls.add(threads.submit(() -> provider.poll(id)));
            }
            var outcomes = new ArrayList<PollOutcome>();
            for (var poll : polls) {
                outcomes.add(poll.get());
            }
            return outcomes;
        }
    }

    @Test
    void polls_that_come_together_are_one_call() throws Exception {
        var ids = started();
        upstream.last().status = "succeeded";

        var outcomes = pollTogether(ids);

        assertThat(outcomes.getLast()).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(outcomes.subList(0, ids.size() - 1))
                .allSatisfy(one -> assertThat(one).isInstanceOf(PollOutcome.Running.class));
        assertThat(upstream.count(Step.LIST)).isEqualTo(1);
        assertThat(upstream.count(Step.POLL)).isZero();
    }

    @Test
    void a_task_that_the_list_leaves_out_is_asked_about_alone() throws Exception {
        var ids = new ArrayList<>(started());
        ids.set(3, "v2:%d:12345".formatted(clock.instant().getEpochSecond()));

        var outcomes = pollTogether(ids);

        assertThat(outcomes.get(3)).isInstanceOf(PollOutcome.Lost.class);
        assertThat(outcomes.get(4)).isInstanceOf(PollOutcome.Running.class);
        assertThat(upstream.count(Step.LIST)).isEqualTo(1);
        assertThat(upstream.count(Step.POLL)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"HTML", "ERROR_500", "REFUSED", "MOVED"})
    void without_a_list_each_task_is_asked_about_alone(Fault fault) throws Exception {
        var ids = started();
        upstream.next(Step.LIST, fault);

        assertThat(pollTogether(ids))
                .allSatisfy(one -> assertThat(one).isInstanceOf(PollOutcome.Running.class));
        assertThat(upstream.count(Step.POLL)).isEqualTo(ids.size());
    }

    @Test
    void a_list_that_is_sent_away_is_not_followed_by_twenty_more_calls() throws Exception {
        var ids = started();
        upstream.next(Step.LIST, Fault.BUSY);

        assertThat(pollTogether(ids))
                .allSatisfy(one -> assertThat(one).isInstanceOf(PollOutcome.NoAnswer.class));
        assertThat(upstream.count(Step.POLL)).isZero();
    }

    @Test
    void a_server_that_is_away_is_asked_once() throws Exception {
        var ids = started();
        upstream.shut();
        assertThat(pollTogether(ids))
                .allSatisfy(one -> assertThat(one).isInstanceOf(PollOutcome.NoAnswer.class));
    }

    @Test
    void a_task_alone_waits_for_a_moment_and_is_asked_about_without_the_list() throws Exception {
        var waits = new AtomicInteger();
        Pause none = (_, moment) -> waits.addAndGet((int) moment.toMillis());
        try (var alone = provider(none)) {
            var outcome = alone.submit(Wishes.request(Wishes.text("MiniMax-H3", 768, 5)));
            alone.poll(((SubmitOutcome.Accepted) outcome).providerTaskId());
        }
        assertThat(waits).hasValue(500);
        assertThat(upstream.count(Step.LIST)).isZero();
        assertThat(upstream.count(Step.POLL)).isEqualTo(1);
    }

    @Test
    void a_first_poll_that_is_stopped_lets_nobody_wait_for_ever() throws Exception {
        var ids = started();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var others = new ArrayList<Future<PollOutcome>>();
            var self = new AtomicReference<MinimaxProvider>();
            Pause stopped =
                    (full, _) -> {
                        for (var id : ids.subList(1, ids.size())) {
                            others.add(threads.submit(() -> self.get().poll(id)));
                        }
                        assertThat(full.await(LONG)).isTrue();
                        throw new InterruptedException("scripted");
                    };
            try (var provider = provider(stopped)) {
                self.set(provider);
                var first = threads.submit(() -> provider.poll(ids.getFirst()));
                assertThat(first.get()).isInstanceOf(PollOutcome.NoAnswer.class);
                for (var other : others) {
                    assertThat(other.get()).isInstanceOf(PollOutcome.NoAnswer.class);
                }
            }
        }
    }
}
